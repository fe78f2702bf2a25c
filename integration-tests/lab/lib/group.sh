#!/bin/bash
# Runs (or, with LAB_MODE=plan, lists) the scenarios of one group file, inside the machine or namespace made for the level.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$HERE/../../../bin/lib/common.sh"
LAB_RUN=${LAB_RUN:-/run/lab}
for part in report wait net charon ikev2d esp capture; do . "$HERE/$part.sh"; done
run_group "$1"
