"""`python -m handlers` is `opsbot`."""

from handlers.terminal import main

main()
