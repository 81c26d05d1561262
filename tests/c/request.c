/* Requests of the caller's own: answers, refusals, and a wait that another thread ends. */
#include "check.h"

#include <pthread.h>

static entra_revoke_request request_for(const char *url) {
    entra_revoke_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = (uint32_t)sizeof request;
    request.url = text(url);
    return request;
}

static const char *header_of(const entra_revoke_response *response, const char *name) {
    for (size_t i = 0; i < response->header_count; i++) {
        CHECK(strlen(response->headers[i].value.data) == response->headers[i].value.length);
        if (strcmp(response->headers[i].name.data, name) == 0) {
            return response->headers[i].value.data;
        }
    }
    return NULL;
}

static void check_answers(entra_revoke_client client) {
    entra_revoke_request request = request_for("/v1.0/users/user00001%40contoso.example?$select=id");
    entra_revoke_response *response = NULL;
    CHECK(entra_revoke_client_request(client, &request, 0, &response, NULL) == ENTRA_REVOKE_OK);
    CHECK(response->status == 200 && response->reserved == 0 && strlen(response->body.data) == response->body.length);
    CHECK(strstr(response->body.data, "00000000-0000-4000-8000-000000000001") != NULL);
    CHECK(strcmp(header_of(response, "content-type"), "application/json") == 0 && header_of(response, "request-id") != NULL);
    entra_revoke_response_free(response);

    request = request_for("/v1.0/users/nobody%40contoso.example");
    CHECK(entra_revoke_client_request(client, &request, 0, &response, NULL) == ENTRA_REVOKE_OK);
    CHECK(response->status == 404 && strstr(response->body.data, "Request_ResourceNotFound") != NULL);
    entra_revoke_response_free(response);

    request = request_for("/v1.0/users/user00001%40contoso.example/revokeSignInSessions");
    request.method = ENTRA_REVOKE_METHOD_POST;
    CHECK(entra_revoke_client_request(client, &request, 60000, &response, NULL) == ENTRA_REVOKE_OK);
    CHECK(response->status == 200);
    entra_revoke_response_free(response);
    entra_revoke_response_free(NULL);
}

static void check_headers(entra_revoke_client client) {
    entra_revoke_header headers[2];
    entra_revoke_request request = request_for("/v1.0/users?$count=true&$filter=accountEnabled%20ne%20false&$top=1");
    entra_revoke_response *response = NULL;
    headers[0].name = text("ConsistencyLevel");
    headers[0].value = text("eventual");
    headers[1].name = text("Authorization");
    headers[1].value = text("Bearer of.another");
    request.headers = headers;
    request.header_count = 1;
    CHECK(entra_revoke_client_request(client, &request, 0, &response, NULL) == ENTRA_REVOKE_OK);
    CHECK(response->status == 200 && strstr(response->body.data, "\"@odata.count\":1000") != NULL);
    entra_revoke_response_free(response);

    request.header_count = 2;
    CHECK_ERROR(entra_revoke_client_request(client, &request, 0, &response, &error), ENTRA_REVOKE_ERROR_CONFIGURATION, "'Authorization'");
    CHECK(response == NULL);
}

static void check_refusals(entra_revoke_client client) {
    entra_revoke_request request = request_for("https://graph.contoso.example/v1.0/users");
    entra_revoke_response *response = (entra_revoke_response *)&request;
    CHECK_ERROR(entra_revoke_client_request(client, &request, 0, &response, &error), ENTRA_REVOKE_ERROR_CONFIGURATION, "Nothing was sent");
    CHECK(response == NULL);
    request = request_for("/v1.0/users");
    CHECK_ERROR(entra_revoke_client_request(client, &request, 0, NULL, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "response");
    CHECK_ERROR(entra_revoke_client_request(client, NULL, 0, &response, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "request");
    CHECK_ERROR(entra_revoke_client_request(0, &request, 0, &response, &error), ENTRA_REVOKE_ERROR_HANDLE, "no open client");
    request.method = 9;
    CHECK_ERROR(entra_revoke_client_request(client, &request, 0, &response, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "method is 9");
    request = request_for("/v1.0/users");
    request.header_count = 1;
    CHECK_ERROR(entra_revoke_client_request(client, &request, 0, &response, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "header_count is 1");
    request = request_for("/v1.0/\xff");
    CHECK_ERROR(entra_revoke_client_request(client, &request, 0, &response, &error), ENTRA_REVOKE_ERROR_UTF8, "request.url");
    request = request_for("/v1.0/users");
    request.struct_size = (uint32_t)offsetof(entra_revoke_request, proxy_url) - 1;
    CHECK_ERROR(entra_revoke_client_request(client, &request, 0, &response, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "struct_size");
    request.struct_size += 1; /* as 1.2 had it */
    CHECK(entra_revoke_client_request(client, &request, 0, &response, NULL) == ENTRA_REVOKE_OK);
    entra_revoke_response_free(response);
    request = request_for("/v1.0/users");
    request.proxy_url = text("ftp://proxy.contoso.example");
    CHECK_ERROR(entra_revoke_client_request(client, &request, 0, &response, &error), ENTRA_REVOKE_ERROR_CONFIGURATION, "neither http nor https");
    CHECK_ERROR(entra_revoke_client_cancel_request(0, 1, &error), ENTRA_REVOKE_ERROR_HANDLE, "no open client");
}

static void *waits_for_a_token(void *client) {
    entra_revoke_request request = request_for("/v1.0/users");
    entra_revoke_response *response = NULL;
    request.tag = 7;
    CHECK_ERROR(entra_revoke_client_request(*(entra_revoke_client *)client, &request, 0, &response, &error), ENTRA_REVOKE_ERROR_CANCELLED,
                "It was not sent");
    CHECK(response == NULL);
    return NULL;
}

/* The host is asked for a token and gives none, so the request waits until it is called off. */
static void check_cancel(void) {
    entra_revoke_client_options options = options_for_simulator();
    entra_revoke_host_request *wanted = NULL;
    entra_revoke_client client = 0;
    pthread_t thread;
    options.credential = ENTRA_REVOKE_CREDENTIAL_HOST;
    CHECK(entra_revoke_client_open(&options, &client, NULL) == ENTRA_REVOKE_OK);
    CHECK(pthread_create(&thread, NULL, waits_for_a_token, &client) == 0);
    CHECK(entra_revoke_client_next_host_request(client, 60000, &wanted, NULL) == ENTRA_REVOKE_OK && wanted != NULL);
    entra_revoke_host_request_free(wanted);
    CHECK(entra_revoke_client_cancel_request(client, 8, NULL) == ENTRA_REVOKE_OK);
    CHECK(entra_revoke_client_cancel_request(client, 7, NULL) == ENTRA_REVOKE_OK);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(entra_revoke_client_close(client, NULL) == ENTRA_REVOKE_OK);
}

int main(void) {
    entra_revoke_client client = open_client();
    check_answers(client);
    check_headers(client);
    check_refusals(client);
    CHECK(entra_revoke_client_close(client, NULL) == ENTRA_REVOKE_OK);
    check_cancel();
    return 0;
}
