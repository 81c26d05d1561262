# The Microsoft Graph SDK for Python: batches of 20, four at a time.
import asyncio
import io
import os
from kiota_abstractions.authentication.authentication_provider import AuthenticationProvider
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph_core.requests.batch_request_builder import BatchRequestBuilder
from msgraph_core.requests.batch_request_content import BatchRequestContent
from msgraph_core.requests.batch_request_item import BatchRequestItem


class Token(AuthenticationProvider):
    async def authenticate_request(self, request, additional_authentication_context=None):
        request.headers.try_add("Authorization", "Bearer " + os.environ["ENTRA_REVOKE_BENCH_TOKEN"])


def run(users):
    asyncio.run(revoke(users))


async def revoke(users):
    adapter = GraphRequestAdapter(Token())
    adapter.base_url = os.environ["ENTRA_REVOKE_BENCH_GRAPH"] + "/v1.0"
    client = GraphServiceClient(request_adapter=adapter)
    four = asyncio.Semaphore(4)

    async def batch(some):
        content = BatchRequestContent()
        for user in some:
            information = client.users.by_user_id(user).revoke_sign_in_sessions.to_post_request_information()
            information.headers.try_add("Content-Type", "application/json")
            item = BatchRequestItem(request_information=information)
            item.body = io.BytesIO(b"{}")
            content.add_request(item.id, item)
        async with four:
            await BatchRequestBuilder(adapter).post(content)

    await asyncio.gather(*(batch(users[at : at + 20]) for at in range(0, len(users), 20)))
