//! A small help that is right, and what is said when a part of it is not.

use crate::languages;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// The files of a checkout, by their paths.
type Files = BTreeMap<&'static str, String>;

const PAGE: &str = "---
external help file: CMVerify-help.xml
Module Name: CMVerify
online version: https://example.org/x/blob/main/docs/help/LANGUAGE/Get-Thing.md
schema: 2.0.0
---

# Get-Thing

## SYNOPSIS

Gets `<things>` & more.

## SYNTAX

### Plain (Default)

```
Get-Thing [[-Name] <String[]>] [-Mode <String>] [<CommonParameters>]
```

### Key

```
Get-Thing [[-Name] <String[]>] -Key <String> [-Mode <String>] [<CommonParameters>]
```

## DESCRIPTION

About `things`.

- one
- two

## EXAMPLES

### Example 1: A title

```powershell
Get-Thing |
    Get-Thing
```

```Output
a
 b
```

An explanation.

## PARAMETERS

### -Name

Its name.

YAML-NAME
### -Mode

Its mode.

YAML-MODE
### -Key

Its key.

YAML-KEY
### CommonParameters

As usual.

## INPUTS

### System.String

Names.

## OUTPUTS

### Thing

A thing.

## NOTES

A note.

## RELATED LINKS

[about_Things](about_Things.md)

[The rules](../../rules/CMV0101.md)

[Elsewhere](https://example.org/LANGUAGE)
";

const TOPIC: &str = "# about_Things

## SHORT DESCRIPTION

All about things.

## LONG DESCRIPTION

Text.

## Rules

<!-- rules CMV01 -->

## SEE ALSO

- Get-Thing
";

const RULE: &str = "# CMV0101 SomeName

**A title.**

| | |
|---|---|
| Effect on the verdict | **not usable**: the download must not be imported |

## What to do

Do *this*.

## 日本語

**題名。**

| 判定への影響 | **使用不可** (NotUsable): だめです |

### 対処方法

これをしてください。
";

fn yaml(kind: &str, sets: &str, required: &str, position: &str, accepted: &str) -> String {
    format!(
        "```yaml\nType: {kind}\nParameter Sets: {sets}\nAliases:\n{accepted}\nRequired: {required}\nPosition: \
         {position}\nDefault value: None\nAccept pipeline input: False\nAccept wildcard characters: False\n```\n\n"
    )
}

fn checkout() -> Files {
    let english = PAGE
        .replace("YAML-NAME\n", &yaml("String[]", "(All)", "False", "0", ""))
        .replace("YAML-MODE\n", &yaml("String", "(All)", "False", "Named", "Accepted values: Quick, Full\n"))
        .replace("YAML-KEY\n", &yaml("String", "Key", "True", "Named", ""))
        .replace("LANGUAGE", "en-US");
    let japanese = PAGE
        .replace("YAML-NAME\n", "")
        .replace("YAML-MODE\n", "")
        .replace("YAML-KEY\n", "")
        .replace("LANGUAGE", "ja-JP")
        .replace("About `things`.", "物について。");
    let topic = TOPIC
        .replace("SHORT DESCRIPTION", "概要")
        .replace("LONG DESCRIPTION", "詳細説明")
        .replace("SEE ALSO", "関連項目");
    BTreeMap::from([
        ("Cargo.toml", "[package]\nrepository = \"https://example.org/x\"\n".to_owned()),
        ("docs/help/en-US/Get-Thing.md", english),
        ("docs/help/en-US/about_Things.md", TOPIC.to_owned()),
        ("docs/help/ja-JP/Get-Thing.md", japanese),
        ("docs/help/ja-JP/about_Things.md", topic),
        ("docs/rules/CMV0101.md", RULE.to_owned()),
    ])
}

/// What is made of a checkout, or the problems as they are shown.
fn make(files: &Files) -> Result<BTreeMap<String, String>, Vec<String>> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder: PathBuf = std::env::temp_dir().join(format!("cmverify-help-{}-{number}", std::process::id()));
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let made = languages::make(&folder);
    std::fs::remove_dir_all(&folder).unwrap();
    made.map(|files| files.into_iter().collect()).map_err(|all| all.iter().map(ToString::to_string).collect())
}

#[test]
fn a_right_help_becomes_the_files_of_both_languages() {
    let made = make(&checkout()).unwrap();
    let names: Vec<&str> = made.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "en-US/CMVerify-help.xml",
            "en-US/about_Things.help.txt",
            "ja-JP/CMVerify-help.xml",
            "ja-JP/about_Things.help.txt"
        ]
    );
    let xml = &made["en-US/CMVerify-help.xml"];
    for part in [
        "<maml:para>Gets &lt;things&gt; &amp; more.</maml:para>",
        "<maml:para>- one\n- two</maml:para>",
        "<dev:code>Get-Thing |\n    Get-Thing</dev:code>",
        "<maml:para>a\n b</maml:para>",
        "<command:parameterValue required=\"false\" variableLength=\"false\">Quick</command:parameterValue>",
        "<maml:uri>https://example.org/x/blob/main/docs/help/en-US/Get-Thing.md</maml:uri>",
        "<maml:uri>https://example.org/x/blob/main/docs/rules/CMV0101.md</maml:uri>",
    ] {
        assert!(xml.contains(part), "{part} is not in {xml}");
    }
    assert_eq!(xml.matches("<command:syntaxItem>").count(), 2);
    // The facts come from the English page.
    let japanese = &made["ja-JP/CMVerify-help.xml"];
    assert_eq!(xml.matches("position=\"0\"").count(), japanese.matches("position=\"0\"").count());
    assert!(japanese.contains("物について。") && japanese.contains(" 例 1: A title "));

    let topic = &made["en-US/about_Things.help.txt"];
    // Get-Help takes the fifth line for the synopsis.
    assert_eq!(topic.lines().nth(4), Some("    All about things."));
    assert!(topic.starts_with("\u{feff}TOPIC\n    about_Things\n\nSHORT DESCRIPTION\n"), "{topic}");
    let rule = "    CMV0101 SomeName\n        A title\n        Effect on the verdict: not usable\n        What to do: Do this.\n";
    assert!(topic.contains(rule), "{topic}");
    let topic = &made["ja-JP/about_Things.help.txt"];
    let rule = "        題名\n        判定への影響: 使用不可 (NotUsable)\n        対処方法: これをしてください。\n";
    assert!(topic.contains(rule), "{topic}");
}

#[test]
fn whatever_is_not_right_is_told_with_its_file_and_line() {
    let english = "docs/help/en-US/Get-Thing.md";
    let japanese = "docs/help/ja-JP/Get-Thing.md";
    let topic = "docs/help/en-US/about_Things.md";
    let rule = "docs/rules/CMV0101.md";
    let cases = [
        (english, "schema: 2.0.0", "schema: 3", ":5: here must stand 'schema: 2.0.0'"),
        (english, "schema: 2.0.0\n", "schema: 2.0.0\nmore: 1\n", ":6: 'more' is not known"),
        (english, "docs/help/en-US/Get-Thing.md", "docs/Get-Thing.md", ":4: here must stand 'online version"),
        (english, "# Get-Thing\n", "# Get-Other\n", ":8: the title must be 'Get-Thing'"),
        (english, "## NOTES", "## REMARKS", "section 'REMARKS' is not known"),
        (english, "## NOTES\n\nA note.\n\n", "", "'RELATED LINKS' stands where 'NOTES' belongs"),
        (english, "A note.\n\n", "", "'NOTES' says nothing"),
        (english, "About `things`.", "About\n\n| a |\n|---|\n| b |", ":32: a table has no place"),
        (english, "Its mode.\n\n", "", "-Mode has no description"),
        (english, "### -Mode", "### Mode", "'Mode' is no parameter"),
        (english, "### -Mode", "### -Name", "-Name stands here a second time"),
        (english, "Aliases:\n", "Alias:\n", ":60: here must stand 'Aliases:'"),
        (english, "Required: False", "Required: No", "'No' is neither True nor False"),
        (english, "Position: 0", "Position: first", "'first' is neither Named nor a number"),
        (english, "Position: 0", "Position: Named", ":16: the syntax must be: Get-Thing [-Name <String[]>]"),
        (english, "Parameter Sets: Key", "Parameter Sets: Lock", "the syntax must be"),
        (english, "```powershell", "```text", ":39: the code of an example is marked as powershell"),
        (english, "    Get-Thing\n```", &format!("    {}\n```", "x".repeat(80)), ":41: this line takes more than"),
        (english, "Example 1: A title", "Example 2: A title", ":37: the title must begin with 'Example 1: '"),
        (english, "An explanation.\n\n", "", ":37: the example explains nothing"),
        (english, "(about_Things.md)", "(about_Other.md)", "the link to 'about_Other.md' leads nowhere"),
        (english, "[about_Things](about_Things.md)", "See about_Things.", "a related link is a paragraph of its own"),
        (japanese, "### -Key\n\nIts key.\n\n", "", ":1: 2 parameters, and docs/help/en-US/Get-Thing.md has 3"),
        (japanese, "### -Key", "### -Lock", "-Lock stands where docs/help/en-US/Get-Thing.md"),
        (
            japanese,
            "    Get-Thing\n",
            "    Get-Other\n",
            ":37: the code is not that of docs/help/en-US/Get-Thing.md:37",
        ),
        (japanese, "```Output\na\n b\n```\n\n", "", "only one of this and"),
        (japanese, "### Thing\n", "### Other\n", "Other stands where"),
        (japanese, "[The rules](../../rules/CMV0101.md)\n\n", "", "the link is not that of"),
        (japanese, "Its key.\n", "Its key.\n\n```yaml\nType: x\n```\n", "here must stand 'Parameter Sets:'"),
        (topic, "# about_Things", "# about_Other", ":1: the title must be 'about_Things'"),
        (topic, "All about things.", &"long ".repeat(20), ":5: Get-Help shows one line"),
        (topic, "## SHORT DESCRIPTION", "## SHORT", ":3: 'SHORT' stands where 'SHORT DESCRIPTION' belongs"),
        (topic, "## SEE ALSO", "## MORE", "a topic ends with '## SEE ALSO'"),
        (topic, "rules CMV01", "rules CMV09", ":13: there is no rule 'CMV09'"),
        (
            topic,
            "<!-- rules CMV01 -->",
            "<!-- rules CMV01 -->\n\n<!-- rules CMV01 -->",
            "rule CMV0101 stands here 2 times",
        ),
        (rule, "## What to do", "## To do", "the page has no What to do"),
        (rule, "判定への影響", "影響", "the page has no 判定への影響"),
    ];
    for (file, from, to, expected) in cases {
        let mut files = checkout();
        let text = files.get_mut(file).unwrap();
        assert!(text.contains(from), "{from} is not in {file}");
        *text = text.replacen(from, to, 1);
        let problems = make(&files).expect_err(expected);
        assert!(
            problems.iter().any(|problem| problem.starts_with(file) && problem.contains(expected)),
            "{expected}: {problems:#?}"
        );
    }
}

#[test]
fn a_page_that_one_language_lacks_is_told() {
    for (missing, other) in
        [("docs/help/ja-JP/Get-Thing.md", "docs/help/en-US/"), ("docs/help/en-US/about_Things.md", "docs/help/ja-JP/")]
    {
        let mut files = checkout();
        files.remove(missing);
        let problems = make(&files).unwrap_err();
        let told = |problem: &String| problem.starts_with(other) && problem.contains(&format!("there is no {missing}"));
        assert!(problems.iter().any(told), "{problems:#?}");
    }
}
