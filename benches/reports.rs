//! The usual questions of a dashboard on a large store.

fn main() {}
