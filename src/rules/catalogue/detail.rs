//! Phrases for `{detail}`: each completes the message of the rule that it is named with.

use crate::language::Text;

// Of a log: CMV0107 and CMV0207.

/// No path was given, and no log was found beside the download.
pub static NOT_GIVEN: Text = Text {
    en: "no path was given, and there is none beside the download folder or in it",
    ja: "パスが指定されておらず、ダウンロード フォルダー内にも同じ階層にも見つかりません",
};
/// Nothing is at the path.
pub static MISSING: Text =
    Text { en: "there is no file at this path", ja: "指定されたパスにファイルが存在しません" };
/// A folder is at the path.
pub static IS_FOLDER: Text = Text {
    en: "the path is a folder, not a file",
    ja: "指定されたパスはファイルではなくフォルダーです",
};
/// The operating system refuses to open it.
pub static ACCESS_DENIED: Text = Text { en: "access is denied", ja: "アクセスが拒否されました" };
/// Reading it failed; `{os}` is the operating system's text.
pub static READ_FAILED: Text =
    Text { en: "it could not be read ({os})", ja: "読み取り中にエラーが発生しました ({os})" };
/// The file system did not answer within `{seconds}` seconds.
pub static NO_ANSWER: Text = Text {
    en: "the file system did not answer within {seconds} seconds",
    ja: "ファイル システムが {seconds} 秒以内に応答しませんでした",
};
/// It is not text.
pub static NOT_TEXT: Text = Text {
    en: "it is not a text file: it holds binary data",
    ja: "バイナリ データが含まれており、テキスト ファイルではありません",
};
/// Given in the place of the tool's log.
pub static OTHER_LOG: Text = Text {
    en: "it is not this log, but ConfigMgrSetup.log",
    ja: "このログではなく、ConfigMgrSetup.log です",
};
/// Between two looks it became another file, as when the tool replaces its log.
pub static CHANGED: Text = Text {
    en: "it became another file while it was read",
    ja: "読み取り中に別のファイルに置き換えられました",
};
/// A line is longer than any that these programs write.
pub static LINE_TOO_LONG: Text = Text {
    en: "a line is longer than any that this program writes: it is another file, or it is damaged",
    ja: "このログでは考えられない長さの行があります。別のファイルであるか、破損している可能性があります",
};
/// It names more different updates or files than a real log has.
pub static TOO_MUCH: Text = Text {
    en: "it names more updates or files than a real log does, and was not understood",
    ja: "記録されている更新プログラムまたはファイルの数が通常のログでは考えられないほど多く、内容を\
        解釈できません",
};

// Of the download folder: CMV0310.

/// Nothing is at the path.
pub static FOLDER_MISSING: Text = Text { en: "there is no such folder", ja: "フォルダーが存在しません" };
/// A file is at the path.
pub static FOLDER_IS_FILE: Text = Text {
    en: "the path is a file, not a folder",
    ja: "指定されたパスはフォルダーではなくファイルです",
};
/// It holds no update.
pub static FOLDER_NO_UPDATE: Text =
    Text { en: "it holds no update", ja: "更新プログラムが見つかりません" };
/// It holds no redistributable files.
pub static FOLDER_NO_REDIST: Text = Text {
    en: "there is no Redist folder with a file in it",
    ja: "ファイルを含む Redist フォルダーが見つかりません",
};
/// It holds no update, but the folder `{file}` does.
pub static FOLDER_HINT: Text = Text {
    en: "it holds no update, but {file} does: give that path",
    ja: "更新プログラムは「{file}」にあります。このパスを指定してください",
};
/// It is the folder of one update; `{file}` is the folder above.
pub static FOLDER_IS_UPDATE: Text = Text {
    en: "it is the folder of a single update: give the folder above it, {file}",
    ja: "指定されたパスは 1 つの更新プログラムのフォルダーです。その上の「{file}」を指定してください",
};
/// It is a Redist folder.
pub static FOLDER_IS_REDIST: Text = Text {
    en: "it is the Redist folder of an update: give the folder that was named with -updatepackdest",
    ja: "指定されたパスは更新プログラムの Redist フォルダーです。-updatepackdest に指定したフォルダーを\
        指定してください",
};
/// The folder of `{update}` holds no file.
pub static UPDATE_EMPTY: Text = Text {
    en: "the folder of {update} holds no file",
    ja: "「{update}」のフォルダーにファイルが存在しません",
};

// Of an update that the log reports: CMV0108.

/// Neither a folder nor a cabinet of it is there.
pub static GUID_ABSENT: Text = Text {
    en: "there is neither a folder nor a cabinet for it",
    ja: "対応するフォルダーもキャビネットも存在しません",
};
/// No payload of it is there.
pub static PAYLOAD_ABSENT: Text =
    Text { en: "there is no payload file for it", ja: "本体 (ペイロード) のファイルが存在しません" };

// Of the redistributable files: CMV0302.

/// No Redist folder.
pub static FOLDER_ABSENT: Text =
    Text { en: "there is no Redist folder", ja: "Redist フォルダーが存在しません" };
/// A Redist folder without a file.
pub static FOLDER_EMPTY: Text =
    Text { en: "the Redist folder holds no file", ja: "Redist フォルダーにファイルが存在しません" };

// Of a setupdl run: CMV0205. Of a failed download: CMV0201.

/// It starts and does not end.
pub static RUN_OPEN: Text = Text {
    en: "it starts and does not end, so setupdl was stopped or is still running",
    ja: "開始の記録はありますが終了の記録がありません。setupdl.exe が途中で停止したか、まだ実行中です",
};
/// Another run starts before it ended.
pub static RUN_REPLACED: Text = Text {
    en: "another run starts before it ends",
    ja: "終了が記録される前に、次の実行が開始されています",
};
/// Its start is not in the log, and it does not end.
pub static RUN_CUT: Text = Text {
    en: "the log begins in the middle of it, and it does not end",
    ja: "ログが実行の途中から始まっており、終了の記録もありません",
};
/// The log gives no error code.
pub static NO_CODE: Text =
    Text { en: "the log gives no error code", ja: "エラー コードは記録されていません" };

// Of a path: CMV0307.

/// A device, a pipe or the like.
pub static SPECIAL_FILE: Text =
    Text { en: "it is not a regular file", ja: "通常のファイルではありません" };
/// Its size changed while it was being read.
pub static FILE_CHANGED: Text = Text {
    en: "its size changed while it was being read",
    ja: "読み取り中にファイルのサイズが変わりました",
};
/// What the folder holds changed while it was being read.
pub static TREE_CHANGED: Text = Text {
    en: "files were added or removed while the folder was being read",
    ja: "フォルダーの読み取り中に、ファイルが追加または削除されました",
};
/// It could not be opened or read; `{os}` is the operating system's text.
pub static OPEN_FAILED: Text = Text { en: "{os}", ja: "{os}" };

// Of content: CMV0305 and CMV0306.

/// Its own header asks for at least `{expected}` bytes, and it has `{actual}`.
pub static CUT_SHORT: Text = Text {
    en: "its own header asks for at least {expected} bytes, and it has {actual}",
    ja: "ヘッダーによると少なくとも {expected} バイト必要ですが、実際のサイズは {actual} バイトです",
};
/// It ends before what it holds does; its format states no size.
pub static CUT_OPEN: Text =
    Text { en: "it ends in the middle of its content", ja: "内容の途中で終わっています" };
/// A web page, as a proxy or a sign-in page sends it.
pub static IS_HTML: Text = Text {
    en: "it is a web page, as a proxy or a sign-in page sends it",
    ja: "プロキシやサインイン画面などの Web ページです",
};
/// Text.
pub static IS_TEXT: Text = Text { en: "it is text", ja: "テキスト データです" };
/// Nothing but NUL bytes.
pub static IS_NULS: Text =
    Text { en: "it holds nothing but NUL bytes", ja: "すべてのバイトが NUL (0x00) です" };
/// `{kind}` is one of the nouns below.
pub static IS_OTHER: Text = Text { en: "it is {kind}", ja: "実際の内容は「{kind}」です" };
/// A cabinet.
pub static KIND_CABINET: Text = Text { en: "a cabinet", ja: "キャビネット" };
/// A program or a library.
pub static KIND_PROGRAM: Text = Text { en: "a program", ja: "プログラム ファイル" };
/// A compound file, as MSI and MSP are.
pub static KIND_COMPOUND: Text = Text {
    en: "an installer database (compound file)",
    ja: "インストーラー データベース (複合ファイル)",
};
/// A ZIP archive.
pub static KIND_ZIP: Text = Text { en: "a ZIP archive", ja: "ZIP アーカイブ" };
/// XML.
pub static KIND_XML: Text = Text { en: "XML", ja: "XML データ" };
/// None of these.
pub static KIND_UNKNOWN: Text = Text { en: "data of another kind", ja: "別の種類のデータ" };
/// Its last `{count}` bytes are NUL.
pub static ENDS_IN_NULS: Text = Text {
    en: "its last {count} bytes are NUL, as after a copy that was broken off",
    ja: "末尾の {count} バイトが NUL (0x00) です。コピーが途中で中断された可能性があります",
};
/// `{what}` is the fault, in the words of the format.
pub static DAMAGED: Text =
    Text { en: "its content is damaged ({what})", ja: "内容が破損しています ({what})" };

// Of a manifest of redistributable files: CMV0403.

/// Not there.
pub static MANIFEST_ABSENT: Text =
    Text { en: "it is not in the Redist folder", ja: "Redist フォルダーに存在しません" };
/// `{what}` is the fault, in the words of the format.
pub static MANIFEST_DAMAGED: Text =
    Text { en: "the cabinet is damaged ({what})", ja: "キャビネットが破損しています ({what})" };
/// The cabinet holds no file `{name}`.
pub static MANIFEST_NO_XML: Text =
    Text { en: "there is no {name} in it", ja: "キャビネットに {name} が含まれていません" };
/// `{what}` is the fault in its XML.
pub static MANIFEST_XML: Text =
    Text { en: "its XML could not be read ({what})", ja: "XML を解釈できません ({what})" };
/// It lists no file with a SHA-256.
pub static MANIFEST_NO_FILES: Text = Text {
    en: "it lists no file with a SHA-256",
    ja: "SHA-256 ハッシュが記載されたファイルがありません",
};
/// Larger than any that Microsoft makes.
pub static MANIFEST_TOO_LARGE: Text = Text {
    en: "it is larger than any real one",
    ja: "マニフェストとしては考えられない大きさです",
};
/// `{count}` entries could not be used, of which `{first}` is one.
pub static MANIFEST_PARTS: Text = Text {
    en: "{count} of its entries could not be used, the first is {first}",
    ja: "利用できない項目が {count} 個あります (最初の項目:「{first}」)",
};
/// `{what}` is the method of compression.
pub static MANIFEST_METHOD: Text = Text {
    en: "it is compressed in a way that is not understood ({what})",
    ja: "対応していない圧縮方式が使用されています ({what})",
};
/// A set of several cabinets.
pub static MANIFEST_SPANNED: Text =
    Text { en: "it continues in another cabinet", ja: "別のキャビネットに続いています" };

// Of a signature: CMV0501.

/// What `{signer}` signed is another content: the digests of `{algorithm}` differ.
pub static DIGEST_DIFFERS: Text = Text {
    en: "its {algorithm} digest is not the one that {signer} signed",
    ja: "内容の {algorithm} ハッシュが、「{signer}」によって署名された値と一致しません",
};
/// `{what}` is the fault in the signature.
pub static SIGNATURE_BROKEN: Text = Text {
    en: "the signature itself is damaged ({what})",
    ja: "署名データ自体が破損しています ({what})",
};

// Of a file and its seal: CMV0601 to CMV0603.

/// Sealed and gone.
pub static SEALED_GONE: Text =
    Text { en: "no other file has its content", ja: "同じ内容のファイルもありません" };
/// Sealed and now at `{file}`.
pub static SEALED_MOVED: Text =
    Text { en: "its content is now in {file}", ja: "同じ内容のファイルが「{file}」にあります" };
/// It has `{actual}` bytes, and had `{expected}`.
pub static SEALED_SIZE: Text = Text {
    en: "it has {actual} bytes, and had {expected}",
    ja: "サイズが {expected} バイトから {actual} バイトに変わっています",
};
/// Its size is the same, its content is not.
pub static SEALED_HASH: Text = Text {
    en: "it has its size, but another SHA-256",
    ja: "サイズは同じですが、SHA-256 ハッシュが異なります",
};
/// Its content is that of `{file}`.
pub static SEALED_SWAPPED: Text = Text {
    en: "it has the content that was sealed as {file}",
    ja: "「{file}」として記録された内容になっています",
};
/// Nobody sealed it.
pub static SEALED_NEW: Text = Text { en: "it came later", ja: "シールの作成後に追加されました" };
/// It was sealed as `{file}`.
pub static SEALED_AS: Text = Text {
    en: "it is what was sealed as {file}",
    ja: "「{file}」として記録されたファイルと同じ内容です",
};

// Of a seal: CMV0604. `{line}` counts from 1.

/// No file of that name.
pub static SEAL_MISSING: Text =
    Text { en: "there is none of that name", ja: "指定された名前のシールがありません" };
/// Not a seal.
pub static SEAL_IS_NONE: Text =
    Text { en: "the file is no seal of cmverify", ja: "cmverify のシールではありません" };
/// The version is `{what}`.
pub static SEAL_VERSION: Text = Text {
    en: "its version ({what}) is not known to this cmverify; a newer one may know it",
    ja: "このバージョンの cmverify では使用できないシールです ({what})。新しいバージョンの cmverify をお試しください",
};
/// `{what}` is what the JSON reader says.
pub static SEAL_ABOUT: Text = Text {
    en: "line {line}, which says what was verified, cannot be read ({what})",
    ja: "確認の結果が記録された {line} 行目を読み取れません ({what})",
};
/// `{what}` is the path.
pub static SEAL_PATH: Text = Text {
    en: "line {line} names a path that could lead out of the folder or is none on this system ({what})",
    ja: "{line} 行目に、フォルダーの外を指す可能性があるか、このシステムでは使用できないパスがあります ({what})",
};
/// `{what}` is the path.
pub static SEAL_TWICE: Text =
    Text { en: "line {line} names {what} once more", ja: "{line} 行目で「{what}」が重複しています" };
/// Not what must stand there.
pub static SEAL_UNEXPECTED: Text = Text {
    en: "line {line} is not the one that must stand there; a line was lost or changed",
    ja: "{line} 行目の内容が正しくありません (行が失われたか、変更されています)",
};
/// The sum does not fit.
pub static SEAL_CHANGED: Text = Text {
    en: "the sum in line {line} does not fit the lines above it; one of them was changed",
    ja: "{line} 行目のハッシュが、それより上の行の内容と一致しません (いずれかの行が変更されています)",
};
/// It ends too early.
pub static SEAL_CUT: Text = Text {
    en: "it ends in line {line}, before its last line",
    ja: "{line} 行目で途切れており、最後の行がありません",
};
/// Something follows.
pub static SEAL_BEHIND: Text = Text {
    en: "line {line} stands behind its last line",
    ja: "最後の行の後に、余分な行 ({line} 行目) があります",
};
/// Too much.
pub static SEAL_TOO_LONG: Text =
    Text { en: "from line {line} on it is longer than any seal", ja: "{line} 行目以降が長すぎます" };
/// Not UTF-8.
pub static SEAL_NOT_TEXT: Text =
    Text { en: "line {line} is not UTF-8", ja: "{line} 行目が UTF-8 ではありません" };
/// CR LF.
pub static SEAL_LINE_ENDS: Text = Text {
    en: "its line ends were changed on the way: it was sent as text",
    ja: "改行コードが変更されています (テキストとして転送されたと考えられます)",
};

// What is not proved without the logs: for `verdict::SUMMARY_UNPROVED`, one or more in a row. English says what is
// wrong, Japanese names what is open, so that either goes with its sentence.

/// Nothing proves `{count}` files, of which `{first}` is one.
pub static UNPROVED_FILES: Text = Text {
    en: "nothing proves {count} file(s), the first is {first}",
    ja: "{count} 個のファイルが正しいこと (最初のファイル:「{first}」)",
};
/// No manifest tells which redistributable files `{update}` must have.
pub static UNPROVED_MANIFEST: Text = Text {
    en: "the manifest of the redistributable files of {update} is missing or was not understood, so \
        files may be missing",
    ja: "「{update}」の再頒布可能ファイルがそろっていること (マニフェストが存在しないか、解釈できません)",
};
/// No payload of `{update}` was found.
pub static UNPROVED_PAYLOAD: Text = Text {
    en: "no payload of {update} was found",
    ja: "「{update}」の本体 (ペイロード) がダウンロードされていること (ファイルが見つかりません)",
};
/// `{update}` has no Redist folder, which is right for a hotfix only (S6).
pub static UNPROVED_REDISTS: Text = Text {
    en: "nobody can tell whether {update} comes with redistributable files (there is no Redist folder)",
    ja: "「{update}」が再頒布可能ファイルを伴うかどうか (Redist フォルダーが存在しません)",
};
/// Whole groups of the manifest of `{update}` are not there; `{first}` is one.
pub static UNPROVED_GROUPS: Text = Text {
    en: "the manifest of {update} lists a group of files of which none is there ({first})",
    ja: "「{update}」のマニフェストに記載されたファイル グループが必要かどうか \
        (グループ「{first}」のファイルが 1 つも存在しません)",
};
/// Depth `quick` reads neither hashes nor signatures.
pub static QUICK_PROVES_NOTHING: Text = Text {
    en: "depth \"quick\" proves nothing, because it reads no hashes and no signatures",
    ja: "ハッシュと署名 (\"quick\" では確認しません)",
};
