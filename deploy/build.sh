#!/bin/sh
# Install episode-highlights from a checkout into an environment of its own: what the image runs, and what a machine
# without Docker runs before it uses deploy/systemd/.
#
#   deploy/build.sh CHECKOUT ENVIRONMENT [cpu|cuda]      for example: deploy/build.sh . /opt/highlights cpu
set -eu
checkout=$(cd "$1" && pwd)
environment=$2
variant=${3:-cpu}
python=${PYTHON:-python3}

case $variant in
cpu) ;;
cuda) export HIGHLIGHTS_TORCH=cuda ;; # a build has no card to look for
*) echo "expected cpu or cuda, found $variant" >&2; exit 2 ;;
esac

"$python" "$checkout/requirements/install.py" "$environment" runtime
pip() { "$environment/bin/python" -m pip --disable-pip-version-check install -q --no-input --no-deps "$@"; }
pip --require-hashes -r "$checkout/requirements/services.txt"
# A copy, so that the build leaves nothing in the checkout; setuptools as the lock has it or as the registry gives it.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -R "$checkout/pipeline" "$checkout/flows" "$checkout/raw_audio" "$checkout/artifacts" "$checkout/config" \
    "$checkout/pyproject.toml" "$checkout/setup.py" "$checkout/MANIFEST.in" "$checkout/README.md" "$checkout/LICENSE" \
    "$checkout/prefect.yaml" "$copy"
pip "$copy"
"$environment/bin/highlights" --version
