//! Valid listings: what tree they make.

use expect_test::{Expect, expect};
use pagelock_lang::parse_listing;

use crate::dump::dump;

/// A listing in the manner of the built-in ones, with every form of the language.
pub(crate) const WRITE: &str = "\
# generic_file_buffered_write() of 2.6.20, shortened
kernel \"demo\" from \"2.6.20\": \"a buffered write\";
include \"fault\";

syscall ssize_t write(file file, int pos, addr buf, int len)
{
	written = 0;
	if (!is_block_device(file))
[1]		mutex_lock(i_mutex(file));
	while (len > 0) {
		bytes = chunk(pos, buf, len);		// to the end of the page
		fault_in_pages_readable(buf, bytes);
[2|b]		page = grab_cache_page(file, pos);
[3]		status = prepare_write(page, pos, bytes);
		if (status) {
[4]			unlock_page(page); put_page(page);
			break;
		} else if (status == AOP_TRUNCATED_PAGE) {
			continue;
		} else
			;
[5]		copied = copy_from_user(page, pos, buf, bytes);
		/* commit what
		 * was copied */
[9]		commit_write(page, pos, copied);
		pos += copied; buf += copied; len -= copied;
	}
	return written != 0 && status >= -EFAULT || len * 2 + 1 < 3 - 2 - 1;
}

env void reclaim(void) { { [1a] shrink_cache(); } return; }
";

fn check(text: &str, expected: &Expect) {
    let (listing, diagnostics) = parse_listing("test.lst", text);
    assert_eq!(diagnostics, []);
    expected.assert_eq(&dump(&listing));
}

#[test]
fn a_listing_with_every_form() {
    check(
        WRITE,
        &expect![[r#"
        kernel demo from 2.6.20: a buffered write
        include fault
        syscall Ssize write(File file, Int pos, Addr buf, Int len)
          written = 0
          if (! is_block_device(file))
            [1] mutex_lock(i_mutex(file))
          while (len > 0)
            block
              bytes = chunk(pos, buf, len)
              fault_in_pages_readable(buf, bytes)
              [2|b] page = grab_cache_page(file, pos)
              [3] status = prepare_write(page, pos, bytes)
              if status
                block
                  [4] unlock_page(page)
                  put_page(page)
                  break
              else
                if (status == AOP_TRUNCATED_PAGE)
                  block
                    continue
                else
                  empty
              [5] copied = copy_from_user(page, pos, buf, bytes)
              [9] commit_write(page, pos, copied)
              pos += copied
              buf += copied
              len -= copied
          return (((written != 0) && (status >= (- EFAULT))) || (((len * 2) + 1) < ((3 - 2) - 1)))
        env Void reclaim()
          block
            [1a] shrink_cache()
          return
    "#]],
    );
}

#[test]
fn an_empty_text_is_a_listing() {
    check("", &expect![[""]]);
    check("\u{feff}\r\n\t# nothing but a comment", &expect![[""]]);
}

#[test]
fn operators_bind_as_in_c() {
    check(
        "int f() {\n\
         \tx = a || b && c == d < e + f * g;\n\
         \ty = a * b + c < d == e && f || g;\n\
         \tz = !-!a - -b % (c - d);\n\
         }",
        &expect![[r#"
            Int f()
              x = (a || (b && (c == (d < (e + (f * g))))))
              y = ((((((a * b) + c) < d) == e) && f) || g)
              z = ((! (- (! a))) - ((- b) % (c - d)))
        "#]],
    );
}

#[test]
fn operators_of_one_level_go_from_left_to_right() {
    check(
        "int f() { x = a - b - c; y = a / b % c * d; z = a < b >= c; w = a == b != c; }",
        &expect![[r#"
        Int f()
          x = ((a - b) - c)
          y = (((a / b) % c) * d)
          z = ((a < b) >= c)
          w = ((a == b) != c)
    "#]],
    );
}

#[test]
fn an_else_belongs_to_the_nearest_if() {
    check(
        "int f() { if (a) if (b) x(); else y(); }",
        &expect![[r#"
        Int f()
          if a
            if b
              x()
            else
              y()
    "#]],
    );
}

#[test]
fn types_and_top_level_words_are_names_too() {
    check(
        "void f(page page, file kernel, mm from) { int = page; env = 1; include(kernel, syscall); }",
        &expect![[r#"
            Void f(Page page, File kernel, Mm from)
              int = page
              env = 1
              include(kernel, syscall)
        "#]],
    );
}

#[test]
fn a_keyword_needs_no_space_and_a_name_may_begin_with_one() {
    check(
        "int f(){if(a)return-1;if_done=1;while(0)break;returned();return(a);}",
        &expect![[r#"
        Int f()
          if a
            return (- 1)
          if_done = 1
          while 0
            break
          returned()
          return a
    "#]],
    );
}

#[test]
fn the_largest_number_and_the_deepest_nesting() {
    let deepest = 31;
    let text = format!("int f() {{ x = 32767; {}y();{} }}", "if (1) {".repeat(deepest), "}".repeat(deepest));
    let (listing, diagnostics) = parse_listing("test.lst", &text);
    assert_eq!(diagnostics, []);
    assert_eq!(dump(&listing).lines().count(), 3 + 2 * deepest);
}
