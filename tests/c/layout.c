/* Sizes and places are what every other language has been told, and results are read through the header alone. */
#include "check.h"

#define PLACE(type, field, at) CHECK(offsetof(type, field) == (at))

static void check_layout(void) {
    CHECK(sizeof(void *) == 8); /* the numbers below are those of 64-bit systems */
    CHECK(sizeof(entra_revoke_str) == 16);
    CHECK(sizeof(entra_revoke_error) == 56);
    PLACE(entra_revoke_error, http_status, 4);
    PLACE(entra_revoke_error, message, 8);
    PLACE(entra_revoke_error, request_id, 40);
    CHECK(sizeof(entra_revoke_client_options) == 400);
    PLACE(entra_revoke_client_options, credential, 4);
    PLACE(entra_revoke_client_options, access_token, 8);
    PLACE(entra_revoke_client_options, user_agent, 120);
    PLACE(entra_revoke_client_options, write_quota, 136);
    PLACE(entra_revoke_client_options, connect_timeout_ms, 164);
    PLACE(entra_revoke_client_options, certificate, 168); /* here 1.0 ended */
    PLACE(entra_revoke_client_options, certificate_authorities, 376);
    PLACE(entra_revoke_client_options, send_certificate_chain, 392);
    CHECK(sizeof(entra_revoke_host_request) == 104);
    PLACE(entra_revoke_host_request, expires_in_ms, 16);
    PLACE(entra_revoke_host_request, uri, 88);
    CHECK(sizeof(entra_revoke_host_answer) == 64);
    PLACE(entra_revoke_host_answer, expires_at_unix_ms, 24);
    PLACE(entra_revoke_host_answer, refusal, 48);
    CHECK(sizeof(entra_revoke_header) == 32);
    PLACE(entra_revoke_header, value, 16);
    CHECK(sizeof(entra_revoke_request) == 128);
    PLACE(entra_revoke_request, method, 4);
    PLACE(entra_revoke_request, url, 8);
    PLACE(entra_revoke_request, headers, 24);
    PLACE(entra_revoke_request, body, 40);
    PLACE(entra_revoke_request, tag, 56);
    PLACE(entra_revoke_request, proxy_url, 64); /* here 1.2 ended */
    PLACE(entra_revoke_request, proxy_bypass, 112);
    CHECK(sizeof(entra_revoke_response) == 40);
    PLACE(entra_revoke_response, body, 8);
    PLACE(entra_revoke_response, header_count, 32);
    CHECK(sizeof(entra_revoke_context) == 144);
    PLACE(entra_revoke_context, expires_at_unix_ms, 8);
    PLACE(entra_revoke_context, graph_endpoint, 112);
    PLACE(entra_revoke_context, missing_permission, 128);
    CHECK(sizeof(entra_revoke_job_options) == 112);
    PLACE(entra_revoke_job_options, api_version, 8);
    PLACE(entra_revoke_job_options, headers, 24); /* here 1.2 ended */
    PLACE(entra_revoke_job_options, proxy_url, 40);
    PLACE(entra_revoke_job_options, log, 104);
    CHECK(sizeof(entra_revoke_log_line) == 24);
    PLACE(entra_revoke_log_line, text, 8);
    CHECK(sizeof(entra_revoke_log) == 24);
    PLACE(entra_revoke_log, missed, 16);
    CHECK(sizeof(entra_revoke_target) == 32);
    PLACE(entra_revoke_target, tag, 8);
    PLACE(entra_revoke_target, user, 16);
    CHECK(sizeof(entra_revoke_result) == 96);
    PLACE(entra_revoke_result, duration_us, 8);
    PLACE(entra_revoke_result, status, 16);
    PLACE(entra_revoke_result, attempts, 28);
    PLACE(entra_revoke_result, user, 32);
    PLACE(entra_revoke_result, request_id, 80);
    CHECK(sizeof(entra_revoke_results) == 24);
    PLACE(entra_revoke_results, items, 8);
    PLACE(entra_revoke_results, finished, 16);
    CHECK(sizeof(entra_revoke_progress) == 112);
    PLACE(entra_revoke_progress, total, 8);
    PLACE(entra_revoke_progress, rate_per_second, 88);
    PLACE(entra_revoke_progress, time_left_ms, 104);
}

static void check_text(entra_revoke_str str) {
    CHECK(str.data != NULL && strlen(str.data) == str.length);
}

static void check_results(entra_revoke_job job) {
    size_t seen = 0;
    uint32_t finished = 0;
    while (!finished) {
        entra_revoke_results *results = NULL;
        CHECK(entra_revoke_job_next(job, 60000, 1, &results, NULL) == ENTRA_REVOKE_OK);
        CHECK(results->count <= 1);
        for (size_t i = 0; i < results->count; i++) {
            const entra_revoke_result *result = &results->items[i];
            check_text(result->user);
            check_text(result->code);
            check_text(result->message);
            check_text(result->request_id);
            if (result->tag == 7) {
                CHECK(result->status == ENTRA_REVOKE_STATUS_REVOKED && result->reason == ENTRA_REVOKE_OK);
                CHECK(result->http_status == 200 && result->attempts == 1 && result->message.length == 0);
                CHECK(strcmp(result->user.data, "user00001@contoso.example") == 0 && result->request_id.length > 0);
            } else {
                CHECK(result->tag == UINT64_MAX && result->status == ENTRA_REVOKE_STATUS_REFUSED);
                CHECK(result->reason == ENTRA_REVOKE_ERROR_SERVICE && result->http_status == 404);
                CHECK(strcmp(result->code.data, "Request_ResourceNotFound") == 0);
            }
            seen++;
        }
        finished = results->finished;
        entra_revoke_results_free(results);
    }
    CHECK(seen == 2);
}

static void check_progress(entra_revoke_job job) {
    entra_revoke_progress progress;
    memset(&progress, 0xee, sizeof progress);
    progress.struct_size = (uint32_t)sizeof progress;
    CHECK(entra_revoke_job_progress(job, &progress, NULL) == ENTRA_REVOKE_OK);
    CHECK(progress.struct_size == sizeof progress);
    CHECK(progress.finished == 1 && progress.total == 2 && progress.revoked == 1 && progress.refused == 1);
    CHECK(progress.waiting == 0 && progress.in_flight == 0 && progress.time_left_ms == 0 && progress.throttled_ms == 0);
}

static void check_context(entra_revoke_client client) {
    entra_revoke_context *context = NULL;
    CHECK(entra_revoke_client_context(client, &context, NULL) == ENTRA_REVOKE_OK);
    CHECK(context->auth_type == ENTRA_REVOKE_AUTH_TYPE_APP_ONLY && context->expires_at_unix_ms > 0);
    CHECK(strcmp(context->environment.data, "Custom") == 0 && context->tenant_id.length == 36);
    CHECK(strstr(context->scopes.data, "User.RevokeSessions.All") != NULL && context->account.length == 0);
    check_text(context->client_id);
    entra_revoke_context_free(context);
}

int main(void) {
    check_layout();
    entra_revoke_client client = open_client();
    CHECK(entra_revoke_client_connect(client, 0, NULL) == ENTRA_REVOKE_OK);
    check_context(client);
    entra_revoke_job job = open_job(client);
    CHECK(submit(job, 7, "user00001@contoso.example") == ENTRA_REVOKE_OK);
    CHECK(submit(job, UINT64_MAX, "nobody@contoso.example") == ENTRA_REVOKE_OK);
    CHECK(entra_revoke_job_finish(job, NULL) == ENTRA_REVOKE_OK);
    check_results(job);
    check_progress(job);
    CHECK(entra_revoke_job_close(job, NULL) == ENTRA_REVOKE_OK);
    CHECK(entra_revoke_client_close(client, NULL) == ENTRA_REVOKE_OK);
    return 0;
}
