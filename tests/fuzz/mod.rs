//! Whatever comes from outside is read without a panic, in time, and for what it is: each reader gets the kept inputs of
//! `fixtures/fuzz`, and damaged ones made from them. `script/fuzz` makes a million. An input that breaks a reader is kept there.

mod answers;
mod certificates;
mod damage;
mod dns;
mod evidence;
mod files;
mod messages;
mod tls;

use std::{
    cell::Cell,
    env, fs,
    path::Path,
    time::{Duration, Instant},
};

use proptest::test_runner::{Config, TestError, TestRunner};

use self::damage::{Damage, damaged, damages};

/// Damaged inputs for each reader in an ordinary run of the tests.
const ORDINARY: u32 = 150;

/// How many instead, where somebody wants more.
const MORE: &str = "TOETSSTEEN_FUZZ";

/// Nothing that is read takes longer, on a machine that has other things to do. A page alone may take two seconds.
const LONGEST: Duration = Duration::from_secs(30);

/// A reader, by the folder of its inputs.
struct Reader<'a> {
    name: &'a str,
    /// What may be put into its inputs.
    words: &'a [&'a str],
    /// Whether it is slow, so that it gets one in so many.
    one_in: u32,
}

impl Reader<'_> {
    /// Has it read all kept inputs as they are and damaged; `read` says whether there was anything to read, and panics where what
    /// was read is not right.
    fn try_out(&self, read: impl Fn(&[u8]) -> bool) {
        let kept = self.kept();
        let more: Option<u32> = env::var(MORE).ok().map(|number| number.parse().unwrap());
        let cases = more.unwrap_or(ORDINARY).div_ceil(self.one_in);
        let (tried, understood) = (Cell::new(0_u32), Cell::new(0_u32));
        let once = |bytes: &[u8]| {
            let since = Instant::now();
            let any = read(bytes);
            let lasted = since.elapsed();
            assert!(lasted < LONGEST, "it takes {lasted:?}");
            tried.set(tried.get() + 1);
            understood.set(understood.get() + u32::from(any));
        };
        for (path, bytes) in &kept {
            println!("{path}");
            once(bytes);
        }
        let seeds: Vec<&[u8]> = kept.iter().map(|(_, bytes)| bytes.as_slice()).collect();
        let mut runner =
            TestRunner::new(Config { cases, failure_persistence: None, max_shrink_time: 60_000, ..Config::default() });
        let outcome = runner.run(&damages(seeds.len()), |(seed, damages)| {
            once(&self.make(&seeds, seed, &damages));
            Ok(())
        });
        if let Err(TestError::Fail(why, (seed, damages))) = outcome {
            let input = self.make(&seeds, seed, &damages);
            let folder = format!("fixtures/fuzz/{}", self.name);
            panic!("{why}\nmend this, and keep the input in {folder}:\n{}", input.escape_ascii());
        }
        println!("fuzz {} {} {}", self.name, tried.get(), understood.get());
    }

    fn make(&self, seeds: &[&[u8]], seed: usize, damages: &[Damage]) -> Vec<u8> {
        damages.iter().fold(seeds[seed].to_vec(), |bytes, damage| damaged(bytes, damage, seeds, self.words))
    }

    fn kept(&self) -> Vec<(String, Vec<u8>)> {
        let folder = Path::new("fixtures/fuzz").join(self.name);
        let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut kept: Vec<_> = files
            .map(|file| file.unwrap().path())
            .map(|path| (path.display().to_string(), fs::read(path).unwrap()))
            .collect();
        kept.sort();
        assert!(!kept.is_empty(), "there is nothing in {}", folder.display());
        kept
    }
}

/// What was read says the same after it was written.
#[track_caller]
fn survives_writing<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(read: &T) {
    let written = serde_json::to_vec(read).unwrap();
    assert_eq!(*read, serde_json::from_slice(&written).unwrap());
}

#[test]
fn a_reader_that_breaks_is_seen_with_the_smallest_input() {
    let reader = Reader { name: "values", words: &["kapot"], one_in: 1 };
    let outcome = std::panic::catch_unwind(|| {
        reader.try_out(|bytes| !bytes.windows(5).any(|part| part == b"kapot") || panic!("au"))
    });
    let why = outcome.unwrap_err().downcast::<String>().unwrap();
    assert!(why.contains("keep the input in fixtures/fuzz/values") && why.contains("kapot"), "{why}");
}
