//! Random machines, as texts: a listing of primitives that mostly give back what they take, and a scenario of two or
//! three tasks on it. The same number gives the same machine everywhere.

use std::fmt::Write as _;

use pagelock_lang::{Source, build};

use crate::pairs::Pair;

/// How many there are.
pub(crate) const COUNT: u64 = 500;

/// Most are small; the others would take most of the time.
const STATES_MAX: u32 = 150_000;

/// How deep statements are nested.
const DEPTH: u32 = 3;

/// The first so many of them.
pub(crate) fn pairs(count: u64) -> Vec<Pair> {
    (0..count).map(pair).collect()
}

fn pair(seed: u64) -> Pair {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let tasks = 2 + dice.below(2);
    let listing = listing(&mut dice, tasks);
    let scenario = scenario(&mut dice, tasks);
    let built = build(Source::Text("random", &scenario), Source::Text("random", &listing), &[]);
    let setup = built.unwrap_or_else(|problems| panic!("seed {seed}: {problems:#?}\n{listing}\n{scenario}"));
    Pair { name: format!("random machine {seed}"), machine: setup.machine, states_max: STATES_MAX }
}

/// Xorshift: the same numbers from the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % most
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::try_from(self.below(choices.len() as u64)).expect("few choices")]
    }

    fn happens(&mut self, one_in: u64) -> bool {
        self.below(one_in) == 0
    }
}

fn scenario(dice: &mut Dice, tasks: u64) -> String {
    let mut text =
        "title = \"random\"\ngroup = \"random\"\nstory = \"Made by a test.\"\n[options]\n".to_owned();
    let _ = writeln!(text, "rwsem = \"{}\"", dice.of(&["fifo", "reader-preferring"]));
    let _ = writeln!(text, "pkmap_slots = {}", 1 + dice.below(4));
    let states = ["uptodate", "not-uptodate", "dirty", "absent", "hole"];
    let mut can_be_present = Vec::new();
    for name in ["f", "g"] {
        let state = dice.of(&states);
        can_be_present.push(!matches!(state, "absent" | "hole"));
        let kind = dice.of(&["regular", "regular", "block-device"]);
        let memory = dice.of(&["highmem", "highmem", "lowmem"]);
        let system = dice.of(&["block", "block", "ramfs", "ramfs-fixed", "whole-page"]);
        let _ = writeln!(text, "[[file]]\nname = \"{name}\"\nkind = \"{kind}\"\nmemory = \"{memory}\"");
        let _ = writeln!(text, "system = \"{system}\"\npages = [\"{state}\"]");
        if dice.happens(3) {
            let _ = writeln!(text, "size = {}", dice.below(3));
        }
    }
    let mut present = |may: bool| if may && dice.below(3) > 0 { " present" } else { "" };
    let (f, g, anon) = (present(can_be_present[0]), present(can_be_present[1]), present(true));
    let maps = format!("maps = {{ a = \"f:0{f}\", b = \"g:0{g}\", c = \"anon{anon}\", d = \"nothing\" }}");
    let is_shared = dice.below(3) > 0;
    if is_shared {
        let _ = writeln!(text, "[[mm]]\nname = \"m\"\n{maps}");
    }
    for task in 0..tasks {
        let memory = if is_shared { "mm = \"m\"" } else { &maps };
        let (x, y) = if dice.below(2) == 0 { ("f", "g") } else { ("g", "f") };
        let kind = if !is_shared && dice.happens(6) { "kind = \"kernel-thread\"\n" } else { "" };
        let addr = dice.of(&["a", "b", "c", "a + 1 sectors", "d"]);
        let _ = writeln!(
            text,
            "[[task]]\nname = \"T{task}\"\n{kind}{memory}\ncalls = [\"run{task}({x}, {y}, {addr})\"]"
        );
    }
    text.push_str("[environment]\n");
    for (name, one_in, most) in [
        ("reclaim", 2, 2),
        ("zap", 2, 3),
        ("enospc", 5, 2),
        ("aop_truncated_page", 5, 2),
        ("eio", 5, 2),
        ("enomem", 5, 2),
    ] {
        if dice.happens(one_in) {
            let _ = writeln!(text, "{name} = {}", 1 + dice.below(most));
        }
    }
    text
}

fn listing(dice: &mut Dice, tasks: u64) -> String {
    let mut text =
        "kernel \"random\": \"made by a test\";\ninclude \"mm\";\ninclude \"environment\";\n".to_owned();
    text.push_str(
        "page grab(file file, int index) {\n while (1) {\n  page = find_get_page(file, index);\n  if (page)\n   \
         return page;\n  page = add_to_page_cache(file, index);\n  if (page) {\n   unlock_page(page);\n   return \
         page;\n  }\n }\n}\n",
    );
    for task in 0..tasks {
        let _ = writeln!(text, "syscall void run{task}(file f, file g, addr a) {{");
        text.push_str("r = 0;\n");
        for (page, file) in [("p", "f"), ("q", "g")] {
            let find = dice.of(&["grab", "grab", "grab", "find_get_page", "add_to_page_cache_pvec"]);
            let _ = writeln!(text, "{page} = {find}({file}, 0);");
            if find != "grab" && dice.below(4) > 0 {
                let _ = writeln!(text, "if (!{page}) return;");
            }
        }
        block(dice, &mut text, DEPTH);
        if dice.below(4) > 0 {
            text.push_str("pagevec_lru_add();\n");
        }
        text.push_str("put_page(q);\nput_page(p);\n}\n");
    }
    text
}

fn block(dice: &mut Dice, text: &mut String, depth: u32) {
    for _ in 0..dice.below(3) + u64::from(depth == DEPTH) {
        let page = dice.of(&["p", "q"]);
        match if depth == 0 { dice.below(6) } else { dice.below(14) } {
            0..=3 => harmless(dice, text, page),
            4 => harmful(dice, text, page),
            5 => memory(dice, text, page),
            6..=9 => between(dice, text, depth, page),
            10 | 11 => {
                let question = test(dice, page);
                let _ = writeln!(text, "if ({question}) {{");
                block(dice, text, depth - 1);
                if dice.happens(2) {
                    text.push_str("} else {\n");
                    block(dice, text, depth - 1);
                }
                text.push_str("}\n");
            }
            12 => {
                let question = test(dice, page);
                let _ = writeln!(text, "while (!{question}) {{");
                block(dice, text, depth - 1);
                text.push_str("}\n");
            }
            _ => {
                let _ = writeln!(
                    text,
                    "n = {};\nwhile (n < 2) {{\nr += page_mapping({page});\nn += 1;",
                    dice.below(2)
                );
                block(dice, text, depth - 1);
                text.push_str("}\n");
            }
        }
    }
}

/// A step that gives a number.
fn test(dice: &mut Dice, page: &str) -> String {
    match dice.below(5) {
        0 | 1 => format!("PageUptodate({page})"),
        2 => format!("page_mapping({page})"),
        3 => "pte_present(current_mm(), a)".to_owned(),
        _ => format!("trylock_page({page})"),
    }
}

/// Something is held meanwhile.
fn between(dice: &mut Dice, text: &mut String, depth: u32, page: &str) {
    let file = if page == "p" { "f" } else { "g" };
    let (take, give) = match dice.below(10) {
        0..=2 => (format!("lock_page({page})"), format!("unlock_page({page})")),
        3 => ("down_read(mmap_sem(current_mm()))".to_owned(), "up_read(mmap_sem(current_mm()))".to_owned()),
        4 => ("down_write(mmap_sem(current_mm()))".to_owned(), "up_write(mmap_sem(current_mm()))".to_owned()),
        5 => (format!("kmap({page})"), format!("kunmap({page})")),
        6 => (format!("mutex_lock(i_mutex({file}))"), format!("mutex_unlock(i_mutex({file}))")),
        7 => (format!("gfs2_glock_nq({file})"), format!("gfs2_glock_dq({file})")),
        8 => (format!("get_page({page})"), format!("put_page({page})")),
        _ => ("pagefault_disable()".to_owned(), "pagefault_enable()".to_owned()),
    };
    let _ = writeln!(text, "{take};");
    block(dice, text, depth - 1);
    let _ = writeln!(text, "{give};");
}

fn harmless(dice: &mut Dice, text: &mut String, page: &str) {
    let file = if page == "p" { "f" } else { "g" };
    let other = if page == "p" { "q" } else { "p" };
    let (from, to) = dice.of(&[(0, 1), (1, 2), (0, 2), (1, 1), (2, 0)]);
    let n = 1 + dice.below(2);
    let line = match dice.below(14) {
        0 => format!("set_page_dirty({page});"),
        1 => "r = __get_user(a);".to_owned(),
        2 => format!("r = __copy_from_user({page}, {from}, a, {n});"),
        3 => format!("r = prepare_write({page}, {from}, {to});"),
        4 => format!("r = commit_write({page}, {from}, {to});"),
        5 => format!("r = file_read_actor({page}, {from}, {n});"),
        6 => format!("page_zero_new_buffers({page}, {from}, {to});"),
        7 => format!("memcpy_page({page}, {from}, {other}, {}, {n});", dice.below(2)),
        8 => format!("zero_user({page}, {from}, {to});"),
        9 => format!("if (i_size_read({file}) > 1)\n i_size_write({file}, r + {});", dice.below(3)),
        10 => "w = alloc_page();\nif (w) {\n memcpy_page(w, 0, p, 0, 2);\n put_page(w);\n}".to_owned(),
        11 => "w = follow_page(current_mm(), a);\nif (w)\n put_page(w);".to_owned(),
        12 => format!(
            "if (!PageUptodate({page})) {{\n lock_page({page});\n if (page_mapping({page}))\n  \
             r = readpage({page});\n else\n  unlock_page({page});\n}}"
        ),
        _ => "r = r * 7 / 2 - 40;\nr += find_vma(current_mm(), a);".to_owned(),
    };
    let _ = writeln!(text, "{line}");
}

/// Page tables.
fn memory(dice: &mut Dice, text: &mut String, page: &str) {
    let n = 1 + dice.below(4);
    let line = match dice.below(7) {
        0 => format!("zap_page_range(current_mm(), a, {n});"),
        1 => format!("mlock_vma(current_mm(), a, {n});"),
        2 => format!("unmap_region(current_mm(), a, {n});"),
        3 => format!("get_page({page});\nr = install_pte(current_mm(), a, {page}, -1);"),
        4 => {
            format!("c = truncate_count(f);\nget_page({page});\nr = install_pte(current_mm(), a, {page}, c);")
        }
        5 => "unmap_mapping_range(f, 0);".to_owned(),
        _ => "r = page_fault(a);".to_owned(),
    };
    let _ = writeln!(text, "{line}");
}

fn harmful(dice: &mut Dice, text: &mut String, page: &str) {
    let line = match dice.below(12) {
        0 => format!("lock_page({page});"),
        1 => format!("unlock_page({page});"),
        2 => "down_read(mmap_sem(current_mm()));".to_owned(),
        3 => format!("get_page({page});"),
        4 => format!("put_page({page});"),
        5 => format!("truncate_complete_page({page});"),
        6 => format!("r = invalidate_complete_page2({page});"),
        7 => format!("try_to_unmap({page});\nr = remove_mapping({page});"),
        8 => "w = add_to_page_cache_pvec(f, 0);".to_owned(),
        9 => format!("kmap({page});"),
        10 => format!("r = readpage({page});"),
        _ => format!("SetPageUptodate({page});"),
    };
    let _ = writeln!(text, "{line}");
}
