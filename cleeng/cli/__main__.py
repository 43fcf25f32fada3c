"""`python -m cleeng.cli`: the command, wherever its script is installed."""

from cleeng.cli.main import main

main(prog_name="cleeng")
