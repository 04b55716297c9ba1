@{
    LibraryMissing         = 'The native library of CMVerify is not there. Searched: {0}. This process is {1} and needs the runtime {2}; the module has: {3}. Copy the whole module folder again from a release, or build it with ./build.sh (build.ps1 on Windows); on another kind of machine, start a PowerShell of an architecture that the module has.'
    LibraryUnloadable      = 'The native library of CMVerify cannot be loaded, or is another library. Searched: {0}. This process is {1} and needs the runtime {2}. The system says: {3} Copy the whole module folder again from a release; do not put a library of another architecture or product there.'
    LibraryForeign         = 'The file is not a library of this system.'
    LibraryOtherProcessor  = 'The file is a library for another processor architecture.'
    LibraryCut             = 'The file is shorter than its own header says.'
    LibraryAbiMismatch     = 'The native library of CMVerify speaks another language than the module. {0} has ABI {1}; the module needs ABI {2}. Copy the whole module folder again from one release, and start a new PowerShell session.'
    LibraryVersionMismatch = 'The native library of CMVerify is of another version than the module. {0} is version {1}; the module is version {2}. Copy the whole module folder again from one release, and start a new PowerShell session.'
    AnswerUnreadable       = 'The native library of CMVerify gave an answer to {0} (status {1}) that cannot be read. Nothing is known of the download; do not import it. Report this with the answer, which is the target of the error.'
    PathEmpty              = 'The path is empty. Give the folder that was passed as -updatepackdest.'
    PathInvalid            = "The path '{0}' cannot be resolved: {1}"
    PathNotFileSystem      = "The path '{0}' is not in the file system but in the provider {1}. Give a path of the file system."
    LogsUsed               = "Download '{0}', ServiceConnectionTool.log '{1}', ConfigMgrSetup.log '{2}'."
    Verifying              = "Verifying '{0}'"
    NothingChecked         = 'No download was checked, so none is known to be usable. Give the folder that was passed as -updatepackdest.'
    FurtherFindings        = '{0} more. Test-CMOfflineDownload shows them all.'
    PatternFitsNothing     = "No file fits '{0}'. Nothing was read."
    RunsAmbiguous          = 'Give -Run or -LastRun, not both.'
    LogRestarted           = "'{0}' was cut short or replaced: reading it from its start."
    LogOutOfReach          = "'{0}' is out of reach for now; waiting for it. {1}"
    RuleNotFound           = "There is no rule '{0}'. Get-CMOfflineRule without an id lists them all."
    NotACode               = "'{0}' is not an error code. Give an HRESULT (0x80072EE2, -2147012894), a Win32 code (12002), an HTTP status (407) or the text of the error."
}
