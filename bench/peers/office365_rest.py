# Office365-REST-Python-Client: batches of 20, four at a time, as its documentation shows.
import os
import office365.azure_env as environments
from office365.graph_client import GraphClient

# It has no option for another service than Microsoft's.
environments._ENDPOINTS[environments.AzureEnvironment.Global]["graph"] = os.environ["ENTRA_REVOKE_BENCH_GRAPH"]
token = os.environ["ENTRA_REVOKE_BENCH_TOKEN"]


def run(users):
    client = GraphClient(lambda: {"access_token": token, "token_type": "Bearer"})
    for user in users:
        client.users[user].revoke_signin_sessions()
    client.execute_batch(items_per_batch=20, concurrency=4)
