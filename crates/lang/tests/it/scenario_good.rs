//! Valid scenarios: what is read from them.

use expect_test::{Expect, expect};
use pagelock_lang::{Quantity, RawArgKind, RawMap, RawScenario, RawTarget, RawTask, Spanned, parse_scenario};
use std::fmt::Write;

/// A scenario with every key.
pub(crate) const SCENARIO: &str = r#"title = "2,8;2,8  two writers, two files"
mail  = "2,8;2,8"
group = "from the mail"
facts = "SC2"
story = """
Each task copies from a mapping of the page that the other one has locked.
"""

[options]
rwsem = "reader-preferring"
pkmap_slots = 512
tasks = 600

[[file]]
name = "a"
pages = ["absent", "uptodate"]

[[file]]
name = "disk"
kind = "block-device"
memory = "lowmem"
pages = ["not-uptodate", "dirty"]

[[mm]]
name = "m"
maps = { src = "a:0", dst = 'disk:0-1 present' }

[[task]]
name = "A"
mm = "m"
calls = ["write(a, 0, src, 1 page)", 'read(disk, 1 page, dst + 1 sector, 2 pages)']

[[task]]
name = "B"
count = "tasks"
private = ["a"]
calls = ["munmap(zebra)", "sync()"]

[task.maps]
zebra = "anon:2 present"
hole = "nothing"
heap = "anon"

[[task]]
name = "C"
count = 3
calls = ["write(a, 3 sectors, b, 4)"]

[environment]
reclaim = 2
io_error = 0

[expect]
"2.6.20" = "deadlock (self)"
"2.6.23" = "ok"

[[variant]]
label = "lowmem"
set = { tasks = 2, rwsem = "fifo" }
expect = { "2.6.20" = "ok" }
"#;

fn map(map: &RawMap) -> String {
    let target = match &map.target {
        RawTarget::File { file, first, last } => {
            format!("{} pages {} to {}", file.value, first.value, last.value)
        }
        RawTarget::Anon(pages) => format!("{pages} anonymous"),
        RawTarget::Nothing(pages) => format!("{pages} of nothing"),
    };
    format!("  map {}: {target}{}", map.name.value, if map.is_present { ", present" } else { "" })
}

fn task(out: &mut String, task: &RawTask) {
    let mm = task.mm.as_ref().map_or("own", |mm| &mm.value);
    let private: Vec<&str> = task.private.iter().map(|name| name.value.as_str()).collect();
    let count = task.count.map(|count| count.value);
    writeln!(out, "task {} mm {mm} count {count:?} private {private:?}", task.name.value).unwrap();
    for inner in &task.maps {
        writeln!(out, "{}", map(inner)).unwrap();
    }
    for call in &task.calls {
        let arg = |arg: &RawArgKind| match arg {
            RawArgKind::Name(name) => name.clone(),
            RawArgKind::NameOffset(name, offset) => format!("{name}+{offset}"),
            RawArgKind::Number(number) => number.to_string(),
        };
        let args: Vec<String> = call.args.iter().map(|inner| arg(&inner.kind)).collect();
        writeln!(out, "  call {}({})", call.name.value, args.join(", ")).unwrap();
    }
}

fn dump(scenario: &RawScenario) -> String {
    let mut out = String::new();
    let option = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone());
    writeln!(out, "{:?} {:?}", scenario.title.value, option(&scenario.mail)).unwrap();
    writeln!(out, "{:?} {:?}", scenario.group.value, option(&scenario.facts)).unwrap();
    writeln!(out, "{:?}", scenario.story.value).unwrap();
    let options = &scenario.options;
    writeln!(
        out,
        "options {:?} {:?} {:?}",
        options.rwsem.map(|rwsem| rwsem.value),
        options.pkmap_slots.map(|slots| slots.value),
        options.quantity(Quantity::Tasks).map(|tasks| tasks.value)
    )
    .unwrap();
    for file in &scenario.files {
        let pages: Vec<_> = file.pages.iter().map(|page| page.value).collect();
        let (name, kind, memory) = (&file.name.value, file.kind.value, file.memory.value);
        writeln!(out, "file {name} {kind:?} {memory:?} {pages:?}").unwrap();
    }
    for mm in &scenario.mms {
        writeln!(out, "mm {}", mm.name.value).unwrap();
        for inner in &mm.maps {
            writeln!(out, "{}", map(inner)).unwrap();
        }
    }
    for inner in &scenario.tasks {
        task(&mut out, inner);
    }
    for budget in &scenario.environment {
        writeln!(out, "environment {} {}", budget.name.value, budget.times.value).unwrap();
    }
    for expect in &scenario.expect {
        writeln!(out, "expect {} {}", expect.listing.value, expect.verdict.value).unwrap();
    }
    for variant in &scenario.variants {
        writeln!(out, "variant {}", variant.label.value).unwrap();
        for setting in &variant.set {
            writeln!(out, "  set {} {:?}", setting.key.value, setting.value.value).unwrap();
        }
        for expect in &variant.expect {
            writeln!(out, "  expect {} {}", expect.listing.value, expect.verdict.value).unwrap();
        }
    }
    out
}

fn parse(text: &str) -> RawScenario {
    let (scenario, diagnostics) = parse_scenario("test.toml", text);
    assert_eq!(diagnostics, []);
    scenario.unwrap()
}

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&dump(&parse(text)));
}

#[test]
fn a_scenario_with_every_key() {
    check(
        SCENARIO,
        &expect![[r#"
            "2,8;2,8  two writers, two files" Some("2,8;2,8")
            "from the mail" Some("SC2")
            "Each task copies from a mapping of the page that the other one has locked.\n"
            options Some(ReaderPreferring) Some(512) Some(600)
            file a Regular Highmem [Absent, Uptodate]
            file disk BlockDevice Lowmem [NotUptodate, Dirty]
            mm m
              map src: a pages 0 to 0
              map dst: disk pages 0 to 1, present
            task A mm m count None private []
              call write(a, 0, src, 2)
              call read(disk, 2, dst+1, 4)
            task B mm own count Some(Option(Tasks)) private ["a"]
              map zebra: 2 anonymous, present
              map hole: 1 of nothing
              map heap: 1 anonymous
              call munmap(zebra)
              call sync()
            task C mm own count Some(Number(3)) private []
              call write(a, 3, b, 4)
            environment reclaim 2
            environment io_error 0
            expect 2.6.20 deadlock (self)
            expect 2.6.23 ok
            variant lowmem
              set tasks Number(2)
              set rwsem Text("fifo")
              expect 2.6.20 ok
        "#]],
    );
}

#[test]
fn the_smallest_scenario() {
    check(
        "title = 't'\ngroup = 'g'\nstory = 's'\n",
        &expect![[r#"
        "t" None
        "g" None
        "s"
        options None None None
    "#]],
    );
}

/// Where each small text and its parts stand in the TOML.
#[test]
fn spans_point_into_the_toml() {
    let scenario = parse(SCENARIO);
    let mut places = Vec::new();
    let mut see = |span: pagelock_lang::Span| places.push(&SCENARIO[span.range(SCENARIO)]);
    see(scenario.title.span);
    see(scenario.options.rwsem.unwrap().span);
    see(scenario.files[1].memory.span);
    see(scenario.files[1].pages[1].span);
    for inner in &scenario.mms[0].maps {
        see(inner.name.span);
        see(inner.span);
        if let RawTarget::File { file, first, last } = &inner.target {
            see(file.span);
            see(first.span.to(last.span));
        }
    }
    for call in &scenario.tasks[0].calls {
        see(call.span);
        see(call.name.span);
        for arg in &call.args {
            see(arg.span);
        }
    }
    see(scenario.tasks[1].count.unwrap().span);
    see(scenario.tasks[1].private[0].span);
    see(scenario.environment[0].name.span);
    see(scenario.expect[1].listing.span);
    see(scenario.variants[0].set[1].value.span);
    expect![[r#"
        "2,8;2,8  two writers, two files"
        "reader-preferring"
        "lowmem"
        "dirty"
        src
        a:0
        a
        0
        dst
        disk:0-1 present
        disk
        0-1
        write(a, 0, src, 1 page)
        write
        a
        0
        src
        1 page
        read(disk, 1 page, dst + 1 sector, 2 pages)
        read
        disk
        1 page
        dst + 1 sector
        2 pages
        "tasks"
        "a"
        reclaim
        "2.6.23"
        "fifo""#]]
    .assert_eq(&places.join("\n"));
}

/// Escapes shift offsets, so the whole string is the place of everything in it.
#[test]
fn spans_of_a_string_with_escapes_are_the_string() {
    let text = "title = 't'\ngroup = 'g'\nstory = 's'\n[[task]]\nname = 'A'\ncalls = [\"f(\\u0061, b)\"]\n";
    let scenario = parse(text);
    let arg = &scenario.tasks[0].calls[0].args[0];
    assert_eq!(arg.kind, RawArgKind::Name("a".to_owned()));
    assert_eq!(&text[arg.span.range(text)], "\"f(\\u0061, b)\"");
}
