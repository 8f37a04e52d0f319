"""The class of our click commands: `@click.command(NAME, cls=Tool)`."""

from typing import Any

import click

from hxe.process import standard_streams


class Tool(click.Command):
    """A click command inside `standard_streams`."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command and end the process."""
        with standard_streams(self.name or "hsx"):
            return super().main(*args, **kwargs)
