"""The version of the installed package, for --version of every command."""

from importlib.metadata import PackageNotFoundError, version


def package_version() -> str:
    """The version, or words that say why there is none."""
    try:
        return version("hsx")
    except PackageNotFoundError:
        return "(run from a checkout, not installed)"
