# Short recipes; the work is in scripts/.

.PHONY: test quick bench proof fuzz fuzz-build deny live

# Of `make fuzz`: how long each, and which.
SECONDS = 600
TARGETS = decode translate encode operations restore

# Everything. What could not run on this machine is named at the end; with CI=true that is a failure.
test:
	@scripts/test

# What a change usually needs: format, lints, tests.
quick:
	@scripts/test fmt clippy tests

# The figures of README's performance table.
bench:
	@scripts/bench

# In full what `make test` proves in a shortened form: kills, power cuts, outages, two writers; about an hour.
proof:
	@scripts/proof

# Ten minutes a target, two at a time: make fuzz SECONDS=60 TARGETS="decode encode" for less.
fuzz:
	@FUZZ_SECONDS=$(SECONDS) TARGETS="$(TARGETS)" scripts/fuzz run

fuzz-build:
	@scripts/fuzz build

# Licences, advisories and sources of all dependencies; needs cargo-deny.
deny:
	cargo deny check

# The live suite alone: a real Asterisk, as root.
live:
	@scripts/test live
