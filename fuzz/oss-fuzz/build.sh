#!/bin/bash -eu
# SPDX-License-Identifier: ISC
#
# Build the harnesses as OSS-Fuzz and ClusterFuzzLite want it: with $CC and
# $CFLAGS, linked by $CXX with $LIB_FUZZING_ENGINE, into $OUT, each with its
# seeds and its dictionary.  What the image must have: libbearssl-dev,
# liboath-dev, libsodium-dev, libssl-dev, zip.  fuzz_pam is not among them,
# because it needs root and a mount namespace of its own.
#
# With SANITIZER=memory the harnesses that call libraries are left out: the
# libraries of the image are not instrumented.

# The service runs a copy of this file, from the folder of the project.
root=$PWD
[ -e "$root/fuzz/fuzz.h" ] || root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: "${CXX:=$CC}" "${CXXFLAGS:=$CFLAGS}" "${SANITIZER:=address}"

cd "$work"
for source in "$root"/src/{base,codec,otp}/*.c; do
	# shellcheck disable=SC2086 # CFLAGS is a list of words
	$CC $CFLAGS -std=c11 -D_GNU_SOURCE "-I$root/src" -c "$source"
done
ar rcs core.a ./*.o

for source in "$root"/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c)
	parser=${name#fuzz_}
	case $name in
	fuzz_main | fuzz_pam*) continue ;;
	fuzz_decide | fuzz_hotp) [ "$SANITIZER" != memory ] || continue ;;
	esac
	# shellcheck disable=SC2086
	$CC $CFLAGS -std=c11 -D_GNU_SOURCE "-I$root/src" "-I$root/fuzz" \
	    -c "$source" -o "$name.harness.o"
	# shellcheck disable=SC2086
	$CXX $CXXFLAGS "$name.harness.o" core.a $LIB_FUZZING_ENGINE \
	    -Wl,-Bstatic -lbearssl -lsodium -lcrypto -loath -Wl,-Bdynamic \
	    -o "$OUT/$name"
	zip -qj "$OUT/${name}_seed_corpus.zip" "$root/fuzz/corpus/$parser"/*
	if [ -e "$root/fuzz/$parser.dict" ]; then
		cp "$root/fuzz/$parser.dict" "$OUT/$name.dict"
	fi
done
