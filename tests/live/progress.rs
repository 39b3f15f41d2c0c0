//! What a person sees while a run goes on, on a pseudo-terminal and elsewhere.

use std::{collections::BTreeSet, process::Stdio, time::Duration};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::{io::AsyncReadExt as _, process::Command, sync::mpsc::unbounded_channel, time::timeout};

use super::{
    bare::{self, Pages},
    called::Desk,
    terminal::{Screen, Terminal},
};

/// Narrow enough that some lines have to be cut.
const COLUMNS: u16 = 60;
const ROWS: u16 = 12;

/// What a run wrote: its result, and every state of the screen that its news came to.
struct Seen {
    status: Option<i32>,
    stdout: String,
    screens: Vec<Vec<String>>,
    coloured: bool,
}

/// Runs these criteria with the news on a terminal, until there is a screen like that; then Ctrl-C is pressed.
async fn run(further: &[&str], plain: &str, mut until: impl FnMut(&[String]) -> bool) -> Seen {
    let site = bare::service(Pages::default()).await;
    let desk = Desk::for_service(&site);
    let driver = desk.driver();
    let fixed = ["run", "aansluiting.toml", "--scaled", "--state", "keys", "--out", "out", "--chromedriver", &driver];
    let terminal = Terminal::new(COLUMNS, ROWS);
    let mut command = Command::new(env!("CARGO_BIN_EXE_toetssteen"));
    command.args(fixed).args(further).current_dir(desk.path("")).env("TMPDIR", desk.path("tmp")).process_group(0);
    command.env("TERM", "xterm").env("NO_COLOR", plain).kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(terminal.theirs());
    let mut child = command.spawn().unwrap();
    // Our copy of the other end, or it would never close.
    drop(command);
    let group = i32::try_from(child.id().unwrap()).unwrap();
    let mut out = child.stdout.take().unwrap();
    let (sender, mut written) = unbounded_channel();
    let watching = tokio::task::spawn_blocking(move || terminal.watch(|bytes| drop(sender.send(bytes.to_vec()))));
    let watched = async {
        let mut screen = Screen::new(COLUMNS.into(), ROWS.into());
        let (mut screens, mut stopped) = (Vec::new(), false);
        while let Some(bytes) = written.recv().await {
            screen.write(&bytes, |lines| {
                if !stopped && until(&lines) {
                    stopped = true;
                    kill_process_group(Pid::from_raw(group).unwrap(), Signal::INT).unwrap();
                }
                screens.push(lines);
            });
        }
        screens.push(screen.lines());
        (screens, screen.coloured)
    };
    let mut stdout = String::new();
    let done = async { tokio::join!(watched, out.read_to_string(&mut stdout), child.wait()) };
    let ((screens, coloured), _, status) = timeout(Duration::from_secs(100), done).await.expect("the program ends");
    watching.await.unwrap();
    desk.nothing_left(group).await;
    Seen { status: status.unwrap().code(), stdout, screens, coloured }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_terminal_a_wait_counts_down_and_nothing_of_it_stays() {
    let mut left = BTreeSet::new();
    let counts_down = |screen: &[String]| {
        let waits = screen.iter().find_map(|line| line.split_once(" waits until "));
        left.extend(waits.map(|(_, left)| left.to_owned()));
        left.len() > 3
    };
    let seen = run(&["--only", "sessieduur"], "", counts_down).await;
    assert_eq!(seen.status, Some(130), "{}", seen.stdout);
    let acts = |line: &String| line.contains("presses ") || line.contains("at DigiD: ") || line.contains("opens ");
    assert!(seen.screens.iter().flatten().any(acts), "{:?}", seen.screens);
    let in_column = |line: &String| line.starts_with("  idle-") && line.contains("      waits until ");
    assert!(seen.screens.iter().flatten().any(in_column), "{:?}", seen.screens.last());
    for screen in &seen.screens {
        let block = screen.iter().filter(|line| line.contains(" so far")).count();
        assert!(block <= 1, "one block stands above another: {screen:#?}");
    }
    let last = seen.screens.last().unwrap();
    assert!(
        last.iter().any(|line| line.contains("preflight")) && last.iter().any(|line| line.contains("plan for kaal"))
    );
    assert!(!last.iter().any(|line| line.contains(" so far") || line.contains("waits until")), "{last:#?}");
    assert!(seen.coloured && !seen.stdout.contains(" so far"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gets_colour_who_wants_none_and_nobody_news_who_wants_quiet() {
    let never = |_: &[String]| false;
    let (plain, quiet) =
        tokio::join!(run(&["--only", "hsts"], "1", never), run(&["--only", "hsts", "--quiet"], "", never));
    assert!(!plain.coloured && plain.screens.iter().flatten().any(|line| line.contains(" so far")));
    assert_eq!(quiet.screens, [[""]]);
    assert_eq!((plain.status, quiet.status), (Some(0), Some(0)), "{}", quiet.stdout);
    // The two runs differ in nothing else than when they were.
    assert!(quiet.stdout.contains("Uitslag: ") && quiet.stdout.lines().count() == plain.stdout.lines().count());
}

/// A file or a pipe gets no instruction for a terminal.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn elsewhere_there_is_a_line_for_each_thing_that_happens() {
    let site = bare::service(Pages::default()).await;
    let called = Desk::for_service(&site).run(&["hsts"]).await;
    for line in ["preflight", "  started  http kaal.voorbeeld.test:443", "  done     http kaal.voorbeeld.test:443"] {
        assert!(called.stderr.lines().any(|said| said == line), "{line}: {}", called.stderr);
    }
    assert!(!called.stderr.contains('\u{1b}'), "{}", called.stderr);
}
