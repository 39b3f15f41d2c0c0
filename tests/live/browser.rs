//! The browser agent against real Chromium and small servers on loopback.

mod hostile;
mod pages;
mod persons;
mod process;
mod site;
mod trouble;
