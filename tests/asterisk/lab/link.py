"""A TCP proxy before AMI: the cable that a scenario can pull."""
import asyncio


class Link:
    """Forwards connections to `target` on 127.0.0.1; `cut` drops them and refuses new ones until `mend`; `freeze` lets nothing
    through and says so to nobody, until `thaw`. Port 0: any.
    """

    def __init__(self, port, target):
        self.port, self.target = port, target
        self.pairs = {}                 # writer to the client: writer to AMI
        self.server = None
        self.accepted = 0
        self.flows = asyncio.Event()
        self.flows.set()

    async def start(self):
        self.server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def _accept(self, reader, writer):
        try:
            far_reader, far_writer = await self._far(reader)
        except (OSError, asyncio.IncompleteReadError):
            writer.close()
            return
        self.accepted += 1
        self.pairs[writer] = far_writer
        await asyncio.wait([asyncio.ensure_future(self._pump(reader, far_writer)), asyncio.ensure_future(self._pump(far_reader, writer))],
                           return_when=asyncio.FIRST_COMPLETED)
        self.pairs.pop(writer, None)
        far_writer.close()
        writer.close()

    async def _far(self, _):
        return await asyncio.open_connection("127.0.0.1", self.target)

    def cut(self):
        """Resets every connection and listens no more."""
        if self.server:
            self.server.close()
            self.server = None
        for writer, far_writer in self.pairs.items():
            writer.transport.abort()
            far_writer.transport.abort()
        self.pairs.clear()

    async def mend(self):
        await self.start()

    def is_open(self, connections):
        """Are at least so many connections through?"""
        return len(self.pairs) >= connections

    def freeze(self):
        """Keeps every connection, and carries nothing."""
        self.flows.clear()

    def thaw(self):
        self.flows.set()

    async def _pump(self, reader, writer):
        try:
            while True:
                data = await reader.read(65536)
                if not data:
                    return
                await self.flows.wait()
                writer.write(data)
                await writer.drain()
        except (ConnectionError, RuntimeError):
            return


class Front(Link):
    """A proxy before a web application, which leads the path `/sip` to the WebSocket of Asterisk."""

    def __init__(self, application, asterisk):
        super().__init__(0, application)
        self.asterisk = asterisk

    async def _far(self, reader):
        line = await reader.readuntil(b"\r\n")
        is_sip = line.startswith(b"GET /sip ")
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.asterisk if is_sip else self.target)
        far_writer.write(line.replace(b"/sip", b"/ws", 1) if is_sip else line)
        return far_reader, far_writer
