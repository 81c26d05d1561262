/* What a job is told to send along, and what it tells of its requests. */
#include "check.h"

static entra_revoke_job_options watched(uint32_t log) {
    entra_revoke_job_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = (uint32_t)sizeof options;
    options.log = log;
    return options;
}

static size_t run_to_its_end(entra_revoke_job job) {
    size_t count = 0;
    uint32_t finished = 0;
    CHECK(entra_revoke_job_finish(job, NULL) == ENTRA_REVOKE_OK);
    while (!finished) {
        entra_revoke_results *results = NULL;
        CHECK(entra_revoke_job_next(job, 60000, 0, &results, NULL) == ENTRA_REVOKE_OK);
        count += results->count;
        finished = results->finished;
        entra_revoke_results_free(results);
    }
    return count;
}

static void check_lines(entra_revoke_client client) {
    entra_revoke_job_options options = watched(ENTRA_REVOKE_LOG_USERS);
    entra_revoke_job job = 0;
    entra_revoke_log *log = NULL;
    size_t of_requests = 0, of_users = 0, i;
    CHECK(entra_revoke_job_open(client, &options, &job, NULL) == ENTRA_REVOKE_OK);
    CHECK(submit(job, 1, "user00001@contoso.example") == ENTRA_REVOKE_OK);
    CHECK(submit(job, 2, "nobody@contoso.example") == ENTRA_REVOKE_OK);
    CHECK(run_to_its_end(job) == 2);
    CHECK(entra_revoke_job_log(job, 1, &log, NULL) == ENTRA_REVOKE_OK);
    CHECK(log->count == 1 && log->missed == 0 && log->lines[0].level == ENTRA_REVOKE_LOG_REQUESTS && log->lines[0].reserved == 0);
    CHECK(strlen(log->lines[0].text.data) == log->lines[0].text.length && strncmp(log->lines[0].text.data, "POST http", 9) == 0);
    entra_revoke_log_free(log);
    CHECK(entra_revoke_job_log(job, 0, &log, NULL) == ENTRA_REVOKE_OK);
    for (i = 0; i < log->count; i++) {
        CHECK(strstr(log->lines[i].text.data, getenv("ENTRA_REVOKE_TOKEN")) == NULL);
        of_requests += log->lines[i].level == ENTRA_REVOKE_LOG_REQUESTS;
        of_users += log->lines[i].level == ENTRA_REVOKE_LOG_USERS;
    }
    CHECK(of_requests <= 1 && of_users == 2);
    entra_revoke_log_free(log);
    CHECK(entra_revoke_job_log(job, 0, &log, NULL) == ENTRA_REVOKE_OK && log->count == 0);
    entra_revoke_log_free(log);
    entra_revoke_log_free(NULL);
    CHECK_ERROR(entra_revoke_job_log(job, 0, NULL, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "log");
    CHECK(entra_revoke_job_close(job, NULL) == ENTRA_REVOKE_OK);
    log = (entra_revoke_log *)&options;
    CHECK_ERROR(entra_revoke_job_log(job, 0, &log, &error), ENTRA_REVOKE_ERROR_HANDLE, "no open job");
    CHECK(log == NULL);
}

static void check_options(entra_revoke_client client) {
    entra_revoke_header headers[2];
    entra_revoke_job_options options = watched(ENTRA_REVOKE_LOG_OFF);
    entra_revoke_job job = 0;
    memset(headers, 0, sizeof headers);
    headers[0].name = text("X-Reason");
    headers[0].value = text("ticket 4711");
    headers[1].name = text("Authorization");
    headers[1].value = text("Bearer hush");
    options.headers = headers;
    options.header_count = 1;
    CHECK(entra_revoke_job_open(client, &options, &job, NULL) == ENTRA_REVOKE_OK);
    CHECK(submit(job, 1, "user00001@contoso.example") == ENTRA_REVOKE_OK);
    CHECK(run_to_its_end(job) == 1);
    CHECK(entra_revoke_job_close(job, NULL) == ENTRA_REVOKE_OK);

    options.header_count = 2;
    CHECK_ERROR(entra_revoke_job_open(client, &options, &job, &error), ENTRA_REVOKE_ERROR_CONFIGURATION, "'Authorization'");
    CHECK(job == 0);
    options.headers = NULL;
    CHECK_ERROR(entra_revoke_job_open(client, &options, &job, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "options.headers");
    options = watched(9);
    CHECK_ERROR(entra_revoke_job_open(client, &options, &job, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "options.log is 9");
    options = watched(ENTRA_REVOKE_LOG_OFF);
    options.proxy_user = text("somebody");
    CHECK_ERROR(entra_revoke_job_open(client, &options, &job, &error), ENTRA_REVOKE_ERROR_CONFIGURATION, "no proxy_url");
    /* As 1.2 had it. */
    options.struct_size = (uint32_t)offsetof(entra_revoke_job_options, headers);
    CHECK(entra_revoke_job_open(client, &options, &job, NULL) == ENTRA_REVOKE_OK);
    CHECK(entra_revoke_job_close(job, NULL) == ENTRA_REVOKE_OK);
}

int main(void) {
    entra_revoke_client client = open_client();
    check_lines(client);
    check_options(client);
    CHECK(entra_revoke_client_close(client, NULL) == ENTRA_REVOKE_OK);
    return 0;
}
