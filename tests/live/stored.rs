//! A run that is stored: not overwritten, judged again to the same end, not believed when it was changed.

use std::fs;

use super::{
    bare::{self, Pages},
    called::{Desk, files},
};

const ANNULEREN: &[&str] = &["antwoord/annuleren"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stored_run_is_not_overwritten_and_not_believed_when_changed() {
    let site = bare::service(Pages::default()).await;
    let desk = Desk::for_service(&site);
    let called = desk.run(ANNULEREN).await;
    assert!(matches!(called.status, Some(0 | 1)), "{}{}", called.stdout, called.stderr);
    let written = desk.written();

    let judged = desk.call(&["judge", "out"]).await;
    assert_eq!((judged.status, &judged.stdout), (called.status, &called.stdout));
    assert_eq!(desk.written(), written, "judging writes nothing");
    fs::remove_file(desk.path("out/testrapport.html")).unwrap();
    let reported = desk.call(&["report", "out"]).await;
    assert_eq!((reported.status, &reported.stdout), (called.status, &called.stdout));
    assert_eq!(desk.written(), written, "the same report, to the byte");

    let again = desk.run(ANNULEREN).await;
    assert_eq!(again.status, Some(2));
    assert!(again.stderr.contains("out holds a run already; name another folder with --out"), "{}", again.stderr);
    let nowhere = desk.call(&["run", "aansluiting.toml", "--out", "aansluiting.toml/out"]).await;
    assert_eq!((nowhere.status, nowhere.stderr.lines().count()), (Some(2), 1), "{}", nowhere.stderr);
    assert!(nowhere.stderr.contains("aansluiting.toml/out: "), "{}", nowhere.stderr);
    let unknown = desk.run(&["antwoord/anuleren"]).await;
    assert_eq!(unknown.status, Some(2));
    assert!(unknown.stderr.contains("there is no criterion `antwoord/anuleren`"), "{}", unknown.stderr);
    assert_eq!(desk.written(), written);

    let blob = files(&desk.path("out/blobs")).remove(0).0;
    let evidence = desk.path("out/evidence.json").display().to_string();
    for (path, said) in [(blob, "changed after the run"), (evidence, "changed after the run")] {
        let sound = fs::read(&path).unwrap();
        let mut changed = sound.clone();
        // A letter of a word in the document, a byte in the middle of a picture.
        let at = changed.windows(6).position(|word| word == b"Welkom").unwrap_or(changed.len() / 2);
        changed[at] ^= 1;
        fs::write(&path, changed).unwrap();
        for command in ["judge", "report"] {
            let refused = desk.call(&[command, "out"]).await;
            assert_eq!((refused.status, refused.stdout.as_str()), (Some(2), ""), "{path}");
            assert!(refused.stderr.contains(said), "{}", refused.stderr);
        }
        fs::write(&path, sound).unwrap();
    }
    assert_eq!(desk.written(), written);
}
