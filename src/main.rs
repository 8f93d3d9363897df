//! The `alinea` command: hands over to the command line's room.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
