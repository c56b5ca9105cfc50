#!/bin/sh
# Publish all episodes on a static host: sh examples/publish.sh ARTIFACTS FOLDER URL
# Run it after each batch: it writes only what changed. Nothing is published that does not verify.
set -eu
artifacts=$1 folder=$2 url=$3

highlights verify --artifacts "$artifacts"
highlights publish "$folder" --base-url "$url" --artifacts "$artifacts" --sound clips

# Upload the folder, for example:
#   rsync --archive --delete "$folder"/ me@example.org:/var/www/show/
#   aws s3 sync --delete "$folder" s3://BUCKET/show
