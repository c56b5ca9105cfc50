"""Part of `transcribe`: names that are always heard wrong, written right."""
