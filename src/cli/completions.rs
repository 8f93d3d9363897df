//! `alinea completions`: what a shell needs to complete the command line.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use alinea::{Error, Result};

use super::Done;

const EXAMPLES: &str = "\
Examples:
  alinea completions bash > ~/.local/share/bash-completion/completions/alinea
  alinea completions fish > ~/.config/fish/completions/alinea.fish";

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Runs the command.
pub fn run<C: CommandFactory>(args: &Args) -> Result<Done> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut C::command(), "alinea", &mut script);
    std::io::stdout()
        .write_all(&script)
        .map_err(|e| Error::io("write", &e))?;
    Ok(Done::Whole)
}
