"""Every error that a person can see, in one tree.

UniconvError                exit 1
├── UsageError              exit 2   the command or its arguments are wrong
│   └── ConfigurationError  exit 2   a recipe, manifest argument or setting is wrong
├── LibraryBusy             exit 3   another process is writing
├── LibraryDamaged          exit 4   the record cannot be trusted
│   └── LibraryNewer        exit 4   written by a newer program
├── ModelDamaged            exit 4   a model file is not what its manifest describes
│   └── ModelNewer          exit 4   manifest of a newer schema
├── ModelMissing            exit 2   no such model folder
├── LibraryMissing          exit 2   nothing has been indexed yet
├── DiskFull                exit 1   a write did not fit
├── LibraryReadOnly         exit 1   the library cannot be written
├── DocumentUnreadable      exit 1   one document could not be read (becomes `Skipped` in a run)
├── ConversionRefused       exit 1   a checkpoint that cannot be converted safely
│   └── ParityFailed        exit 1   the converted model does not agree with its source
├── HistoryDamaged          exit 4   the stored conversations cannot be read
├── ConversationMissing     exit 2   no such stored conversation
├── TrainingFailed          exit 1   bad data, NaN loss, full disk while training
└── GenerationFailed        exit 1   the native runtime refused to decode
"""

from __future__ import annotations


class UniconvError(Exception):
    """Base of all errors shown to a person: `message` names the thing, `hint` says what to do (may be empty)."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\nhint: {self.hint}" if self.hint else self.message


class UsageError(UniconvError):
    """The command line or an argument is wrong."""

    exit_code = 2


class ConfigurationError(UsageError):
    """A recipe or a setting is wrong; the message names the file and the key."""


class LibraryBusy(UniconvError):
    """Another process holds the writer lock; the message names its pid."""

    exit_code = 3


class LibraryDamaged(UniconvError):
    """The library's record failed its integrity check."""

    exit_code = 4


class LibraryNewer(LibraryDamaged):
    """The library was written by a newer version of this program."""


class LibraryMissing(UniconvError):
    """There is no library in the folder named."""

    exit_code = 2


class LibraryReadOnly(UniconvError):
    """The library's folder cannot be written."""


class ModelDamaged(UniconvError):
    """A model file differs from its manifest; it was not loaded."""

    exit_code = 4


class ModelNewer(ModelDamaged):
    """The model's manifest has a newer schema than this program reads."""


class ModelMissing(UniconvError):
    """The model folder or its manifest does not exist."""

    exit_code = 2


class DiskFull(UniconvError):
    """A write did not fit on the disk; what was there before is kept."""


class DocumentUnreadable(UniconvError):
    """One document could not be read; a run reports it as skipped and goes on."""


class ConversionRefused(UniconvError):
    """A checkpoint that cannot be converted safely or completely."""


class ParityFailed(ConversionRefused):
    """The converted files do not agree with the checkpoint on the probes."""


class TrainingFailed(UniconvError):
    """Training stopped; the last checkpoint is kept."""


class GenerationFailed(UniconvError):
    """The native runtime could not evaluate the model."""


class HistoryDamaged(UniconvError):
    """The file of stored conversations cannot be read, or was written by a newer program."""

    exit_code = 4


class ConversationMissing(UniconvError):
    """There is no stored conversation or question of this number."""

    exit_code = 2
