//! What a published site may say: addresses of files that are there, seen from where they stand, and no scripts in
//! its pages. Arrow: published files -> **complaints**. Pure.

use crate::publish::{Files, folder, resolve, split};

/// Attributes that browsers follow by themselves or on a click.
const ATTRIBUTES: [&str; 2] = ["href", "src"];
/// Names in `content=` that the page's own part follows.
const METAS: [&str; 2] = ["pagelock-worker", "pagelock-offline"];
/// What stands before an address in a script.
const ASKING: [&str; 5] = ["import", "from", "import(", "URL(", "fetch("];
/// What may be linked on other hosts: nobody goes there without a click.
const ELSEWHERE: &str = "https://";

/// Everything that would be broken, or blocked by the pages' policy.
pub(crate) fn judge(files: &Files, base: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    for (name, bytes) in files {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        let mut found = Vec::new();
        if split(name).1 == ".html" {
            complaints.extend(inline(text).map(|what| format!("{name}: {what}")));
            found.extend(attributes(text));
        } else if split(name).1 == ".js" {
            found.extend(literals(text));
        }
        let is_wrong = |address: &&&str| !leads_somewhere(files, name, address, base);
        complaints
            .extend(found.iter().filter(is_wrong).map(|address| format!("{name}: `{address}` is nowhere")));
    }
    complaints
}

/// Scripts, handlers and styles that stand in a page.
fn inline(html: &str) -> impl Iterator<Item = String> {
    let scripts = html.split("<script").skip(1).filter(|script| {
        let (tag, rest) = script.split_once('>').unwrap_or((script, ""));
        !tag.contains(" src=") || !rest.starts_with("</script>")
    });
    let scripts = scripts.map(|_| "a script that stands in the page".to_owned());
    let tags = html.split('<').skip(1).filter_map(|tag| tag.split_once('>')).map(|(tag, _)| tag);
    let is_code = |word: &&str| word.starts_with("on") && word.contains("=\"");
    let handlers = tags.flat_map(str::split_whitespace).filter(is_code);
    let handlers =
        handlers.map(|word| format!("`{word}`, a handler that stands in the page")).collect::<Vec<_>>();
    let styles = ["<style", concat!(" sty", "le=\"")].into_iter().filter(|style| html.contains(style));
    let styles = styles.map(|style| format!("`{style}`")).collect::<Vec<_>>();
    scripts.collect::<Vec<_>>().into_iter().chain(handlers).chain(styles)
}

/// Addresses in attributes.
fn attributes(html: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for tag in html.split('<').skip(1).filter_map(|tag| Some(tag.split_once('>')?.0)) {
        let attribute = |name: &str| {
            let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
            Some(rest.split_once('"')?.0)
        };
        found.extend(ATTRIBUTES.iter().filter_map(|name| attribute(name)));
        if attribute("name").is_some_and(|name| METAS.contains(&name)) {
            found.extend(attribute("content"));
        }
    }
    found
}

/// Addresses in quotes that scripts import, or make addresses of. Glue names more that looks like one.
fn literals(script: &str) -> Vec<&str> {
    let parts: Vec<&str> = script.split(['"', '\'', '`']).collect();
    let is_asked_for = |before: &str| ASKING.iter().any(|word| before.trim_end().ends_with(word));
    let pairs = parts.windows(2).filter(|pair| is_asked_for(pair[0]) && pair[1].starts_with('.'));
    pairs.map(|pair| pair[1]).collect()
}

fn leads_somewhere(files: &Files, from: &str, address: &str, base: &str) -> bool {
    if address.starts_with("data:") || address.starts_with(ELSEWHERE) {
        return base.is_empty() || !address.starts_with(base) || is_there(files, &address[base.len()..]);
    }
    // The page for wrong addresses stands anywhere, so it may only go to folders.
    if from == "404.html" {
        return matches!(address, "./" | "../");
    }
    let path = address.split(['#', '?']).next().unwrap_or_default();
    resolve(folder(from), path).is_some_and(|path| is_there(files, &path))
}

/// A folder stands for its index.
fn is_there(files: &Files, path: &str) -> bool {
    let path = path.trim_start_matches("./").trim_end_matches('/');
    let index = if path.is_empty() { "index.html".to_owned() } else { format!("{path}/index.html") };
    files.contains_key(path) || files.contains_key(&index)
}

#[cfg(test)]
mod tests {
    use super::judge;

    fn check(site: &[(&str, &str)], expect: &[&str]) {
        let files = site.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
        assert_eq!(judge(&files, "https://a.example/b/"), expect);
    }

    #[test]
    fn addresses_of_files_that_are_there() {
        let index = "<meta name=\"pagelock-worker\" content=\"./assets/w.js\"><a href=\"s/\">s</a>
            <a href=\"https://b.example/x\"></a><a href=\"https://a.example/b/s/one.html\"></a>
            <script type=\"module\" src=\"assets/w.js\"></script>";
        let one = "<a href=\"../#1/x\"></a><a href=\"index.html\"></a><link href=\"../assets/s.css\">";
        check(
            &[
                ("index.html", index),
                ("s/index.html", ""),
                ("s/one.html", one),
                ("assets/s.css", ""),
                ("assets/w.js", "import './v.js'; fetch(`../index.html`)"),
                ("assets/v.js", "names['./a.js'] import('./w.js')"),
                ("404.html", "<a href=\"./\"></a><a href=\"../\"></a>"),
            ],
            &[],
        );
    }

    #[test]
    fn addresses_that_lead_nowhere() {
        let index = "<meta name=\"pagelock-worker\" content=\"./w.js\"><a href=\"/\">s</a>
            <a href=\"https://a.example/b/one.html\"></a>";
        let expect = [
            "404.html: `index.html` is nowhere",
            "assets/w.js: `./v.js` is nowhere",
            "index.html: `./w.js` is nowhere",
            "index.html: `/` is nowhere",
            "index.html: `https://a.example/b/one.html` is nowhere",
        ];
        let missing = "<a href=\"index.html\"></a>";
        check(&[("index.html", index), ("404.html", missing), ("assets/w.js", "import './v.js'")], &expect);
    }

    #[test]
    fn nothing_that_the_policy_blocks() {
        let expect = [
            "index.html: a script that stands in the page",
            "index.html: a script that stands in the page",
            "index.html: `onload=\"x\"`, a handler that stands in the page",
            "index.html: `<style`",
        ];
        let blocked = "<script>x</script><script src=\"index.html\">y</script><p onload=\"x\"><style>";
        check(&[("index.html", blocked)], &expect);
    }
}
