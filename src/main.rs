//! The program `toetssteen`.

use std::process::ExitCode;

use clap::Parser;
use toetssteen::cli;

#[tokio::main]
async fn main() -> ExitCode {
    cli::main(cli::args::Cli::parse()).await
}
