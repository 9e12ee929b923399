"""The newest package on PyPI: it speaks the wire before 2026, so that it logs in and gets no further.

Arguments: origin, id and key of the bot.
"""

import asyncio
import sys
from urllib.parse import urlsplit

from mezon import MezonClient

origin, bot, key = sys.argv[1:]
url = urlsplit(origin)


async def main() -> None:
    client = MezonClient(bot, key, host=url.hostname, port=str(url.port), use_ssl=False)
    try:
        await asyncio.wait_for(client.login(), 8)
        print("logged in")
    except Exception as error:  # whatever it is, it is its own
        print("failed", type(error).__name__)
    print("complete", flush=True)


asyncio.run(main())
