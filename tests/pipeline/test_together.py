"""What several ask for at once is worked out once."""

from __future__ import annotations

import asyncio

from service.pipeline.together import SingleFlight


def test_what_several_ask_for_is_worked_out_once_and_left_where_all_hang_up() -> None:
    begun, ended = list[str](), list[str]()

    async def ask() -> None:
        flights: SingleFlight[str] = SingleFlight()
        let_go = asyncio.Event()

        async def work() -> str:
            begun.append("")
            try:
                await let_go.wait()
            except asyncio.CancelledError:
                ended.append("")
                raise
            return "found"

        async def asking(number: int, *, leave: int) -> list[str | BaseException]:
            let_go.clear()
            tasks = [asyncio.create_task(flights.run("a", work)) for _ in range(number)]
            await asyncio.sleep(0.01)
            for task in tasks[:leave]:
                task.cancel()
            if leave < number:
                let_go.set()
            return (await asyncio.gather(*tasks, return_exceptions=True))[leave:]

        assert await asking(3, leave=0) == ["found"] * 3
        assert await asking(2, leave=1) == ["found"]
        assert await asking(2, leave=2) == []

    asyncio.run(ask())
    assert (len(begun), len(ended)) == (3, 1)
