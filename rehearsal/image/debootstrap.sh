# arguments: SUITE FOLDER PACKAGES yes|no (work in memory); makes FOLDER/root, in a mount namespace of its own
set -eu
suite=$1 root=$2/root packages=$3
work=$root
if [ "$4" = yes ]; then
  work=$2/memory
  mkdir "$work"
  mount -t tmpfs -o mode=755 rehearsal "$work"
fi
debootstrap --variant=minbase --include="$packages" "$suite" "$work"
rm -rf "$work"/var/cache/apt/archives/*.deb "$work"/var/lib/apt/lists/* "$work"/usr/share/doc "$work"/usr/share/man
[ "$work" = "$root" ] || cp -a "$work" "$root"
