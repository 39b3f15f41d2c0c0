//! How fast messages are forged, beside how fast one key signs. Run by `script/bench`.

use std::{
    fs,
    hint::black_box,
    time::{Duration, Instant},
};

use toetssteen::checklist::{Checklist, Files};

use super::forging::bench::Bench;
use crate::digid::service::RSA_SHA256;

/// Long enough for a figure.
const LONG: Duration = Duration::from_secs(5);

/// How long this thread has had a core: what else goes on here counts for nothing.
fn on_a_core() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(text.split(' ').next().unwrap().parse().unwrap())
}

/// How often this is done in a second of one core.
fn in_a_second(mut once: impl FnMut(usize)) -> f64 {
    let (begun, from, mut times) = (Instant::now(), on_a_core(), 0_u32);
    while begun.elapsed() < LONG {
        once(times as usize);
        times += 1;
    }
    f64::from(times) / (on_a_core() - from).as_secs_f64()
}

/// Each forgery in turn, with a signature on the message and one on the Assertion. With each comes its genuine twin, which is
/// signed twice too: what is shown in the testrapport is the difference between them.
#[test]
#[ignore = "a measurement: run script/bench"]
fn forging_beside_signing() {
    let bench = Bench::new();
    let checklist = Checklist::load(&Files::built_in()).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let forgeries: Vec<_> = checklist.forgeries().values().filter(|forgery| !forgery.steps.is_empty()).collect();
    let values: Vec<_> = (0..forgeries.len()).map(|nth| bench.values(nth)).collect();
    let forged = in_a_second(|nth| {
        let nth = nth % forgeries.len();
        black_box(bench.forge(Some(forgeries[nth]), &values[nth]));
    });
    let signed = in_a_second(|nth| drop(black_box(bench.digid.sign_raw(RSA_SHA256, &nth.to_be_bytes()).unwrap())));
    println!("bench forged {forged:.0}");
    println!("bench signed {signed:.0}");
}
