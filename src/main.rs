//! The program `toetssteen`.

use std::process::ExitCode;

use clap::Parser;
use toetssteen::cli;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(tracing::Level::WARN).without_time().init();
    cli::main(cli::args::Cli::parse()).await
}
