# What contributors run. `just ci` is what the continuous integration runs.

default: test

# Format, lint, test.
test:
    cargo fmt
    cargo clippy --all-targets -- -D warnings
    cargo test

# Write the pages that are made from the code: schemas, reference of commands.
reference:
    UPDATE_REFERENCE=1 cargo test --test reference

# Everything that must hold before a change lands.
ci:
    bash .ci/run

# Make the digests of the samples.
samples:
    cargo run --release -- digest samples
