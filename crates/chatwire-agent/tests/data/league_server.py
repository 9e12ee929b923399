"""A server with one tool, for the test of child processes."""

import os

try:
    from mcp.server import MCPServer
except ImportError:  # mcp 1.x
    from mcp.server.fastmcp import FastMCP as MCPServer

server = MCPServer("league")


@server.tool()
def get_league_info(league_id: str) -> str:
    """Looks a league up."""
    return f"{os.environ['LEAGUE_TEAMS']} teams in {league_id}"


server.run()
