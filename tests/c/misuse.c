/* Everything that can be done wrong is answered with an error, and never with a crash. */
#include "check.h"

static void no_pointers(void) {
    entra_revoke_client_options options = options_for_simulator();
    entra_revoke_client client = 99;
    CHECK_ERROR(entra_revoke_client_open(NULL, &client, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "options");
    CHECK(client == 0); /* outputs are cleared */
    CHECK_ERROR(entra_revoke_client_open(&options, NULL, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "client");
    CHECK(entra_revoke_client_open(NULL, NULL, NULL) == ENTRA_REVOKE_ERROR_ARGUMENT);
    entra_revoke_error_free(NULL);
    entra_revoke_results_free(NULL);
    entra_revoke_context_free(NULL);

    client = open_client();
    entra_revoke_job job = open_job(client);
    CHECK_ERROR(entra_revoke_client_context(client, NULL, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "context");
    CHECK_ERROR(entra_revoke_job_open(client, NULL, NULL, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "job");
    CHECK_ERROR(entra_revoke_job_next(job, 0, 1, NULL, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "results");
    CHECK_ERROR(entra_revoke_job_progress(job, NULL, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "progress");
    CHECK_ERROR(entra_revoke_job_submit(job, NULL, 1, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "targets");
    CHECK(entra_revoke_job_submit(job, NULL, 0, NULL) == ENTRA_REVOKE_OK);
    CHECK(entra_revoke_job_close(job, NULL) == ENTRA_REVOKE_OK);
    CHECK(entra_revoke_client_close(client, NULL) == ENTRA_REVOKE_OK);
}

static void wrong_sizes(void) {
    static const uint32_t wrong[] = {0, 1, 4, 167, 100000, UINT32_MAX};
    entra_revoke_client client = 0;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        entra_revoke_client_options options = options_for_simulator();
        options.struct_size = wrong[i];
        CHECK_ERROR(entra_revoke_client_open(&options, &client, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "struct_size");
    }
    /* A caller of the future: what it has more is zero, or it is told. */
    struct { entra_revoke_client_options known; uint64_t later; } future;
    memset(&future, 0, sizeof future);
    future.known = options_for_simulator();
    future.known.struct_size = (uint32_t)sizeof future;
    CHECK(entra_revoke_client_open(&future.known, &client, NULL) == ENTRA_REVOKE_OK);
    CHECK(entra_revoke_client_close(client, NULL) == ENTRA_REVOKE_OK);
    future.later = 1;
    CHECK_ERROR(entra_revoke_client_open(&future.known, &client, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "newer");

    client = open_client();
    entra_revoke_job job = open_job(client);
    entra_revoke_target two[2];
    two[0] = target(1, text("user00001@contoso.example"));
    two[1] = target(2, text("user00002@contoso.example"));
    two[1].struct_size = 0;
    CHECK_ERROR(entra_revoke_job_submit(job, two, 2, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "targets");
    CHECK_ERROR(entra_revoke_job_submit(job, two, SIZE_MAX, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "targets");
    entra_revoke_progress progress;
    progress.struct_size = 8;
    CHECK_ERROR(entra_revoke_job_progress(job, &progress, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "progress");
    progress.struct_size = (uint32_t)sizeof progress;
    CHECK(entra_revoke_job_progress(job, &progress, NULL) == ENTRA_REVOKE_OK);
    CHECK(progress.total == 0); /* all or none were taken */
    CHECK(entra_revoke_client_close(client, NULL) == ENTRA_REVOKE_OK);
    CHECK(entra_revoke_job_close(job, NULL) == ENTRA_REVOKE_OK);
}

static void every_function_refuses(uint64_t handle) {
    entra_revoke_context *context = NULL;
    entra_revoke_results *results = NULL;
    entra_revoke_job job = 5;
    entra_revoke_target one = target(1, text("user00001@contoso.example"));
    entra_revoke_progress progress;
    progress.struct_size = (uint32_t)sizeof progress;
    CHECK_ERROR(entra_revoke_client_connect(handle, 1, &error), ENTRA_REVOKE_ERROR_HANDLE, "no open client");
    CHECK_ERROR(entra_revoke_client_context(handle, &context, &error), ENTRA_REVOKE_ERROR_HANDLE, "client");
    CHECK_ERROR(entra_revoke_client_close(handle, &error), ENTRA_REVOKE_ERROR_HANDLE, "client");
    CHECK_ERROR(entra_revoke_job_open(handle, NULL, &job, &error), ENTRA_REVOKE_ERROR_HANDLE, "client");
    CHECK(job == 0);
    CHECK_ERROR(entra_revoke_job_submit(handle, &one, 1, &error), ENTRA_REVOKE_ERROR_HANDLE, "no open job");
    CHECK_ERROR(entra_revoke_job_finish(handle, &error), ENTRA_REVOKE_ERROR_HANDLE, "job");
    CHECK_ERROR(entra_revoke_job_cancel(handle, &error), ENTRA_REVOKE_ERROR_HANDLE, "job");
    CHECK_ERROR(entra_revoke_job_next(handle, 0, 1, &results, &error), ENTRA_REVOKE_ERROR_HANDLE, "job");
    CHECK(results == NULL && context == NULL);
    CHECK_ERROR(entra_revoke_job_progress(handle, &progress, &error), ENTRA_REVOKE_ERROR_HANDLE, "job");
    CHECK_ERROR(entra_revoke_job_close(handle, &error), ENTRA_REVOKE_ERROR_HANDLE, "job");
}

static void wrong_handles(void) {
    entra_revoke_client client = open_client();
    entra_revoke_job job = open_job(client);
    CHECK_ERROR(entra_revoke_client_close(job, &error), ENTRA_REVOKE_ERROR_HANDLE, "another kind");
    CHECK_ERROR(entra_revoke_job_close(client, &error), ENTRA_REVOKE_ERROR_HANDLE, "another kind");
    CHECK(entra_revoke_job_close(job, NULL) == ENTRA_REVOKE_OK);
    CHECK(entra_revoke_client_close(client, NULL) == ENTRA_REVOKE_OK);
    every_function_refuses(0);
    every_function_refuses(1);
    every_function_refuses(UINT64_MAX);
    every_function_refuses((uint64_t)(uintptr_t)&client);
    every_function_refuses(job);    /* closed */
    every_function_refuses(client); /* closed */
    CHECK(open_client() != client); /* never reused */
}

static void wrong_text(void) {
    entra_revoke_client client = 0;
    entra_revoke_client_options options = options_for_simulator();
    options.access_token.data = NULL;
    options.access_token.length = 3;
    CHECK_ERROR(entra_revoke_client_open(&options, &client, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "access_token");
    options = options_for_simulator();
    options.user_agent = text("\xff\xfe");
    CHECK_ERROR(entra_revoke_client_open(&options, &client, &error), ENTRA_REVOKE_ERROR_UTF8, "user_agent");

    client = open_client();
    entra_revoke_job job = open_job(client);
    entra_revoke_target two[2];
    two[0] = target(1, text("user00001@contoso.example"));
    two[1] = target(2, text("\xc3("));
    CHECK_ERROR(entra_revoke_job_submit(job, two, 2, &error), ENTRA_REVOKE_ERROR_UTF8, "targets[1].user");
    two[1].user.data = NULL;
    two[1].user.length = 0; /* an empty user is the service's business, not the program's: it comes back as invalid */
    CHECK(entra_revoke_job_submit(job, two, 2, NULL) == ENTRA_REVOKE_OK);
    CHECK(entra_revoke_job_finish(job, NULL) == ENTRA_REVOKE_OK);
    CHECK_ERROR(entra_revoke_job_submit(job, two, 1, &error), ENTRA_REVOKE_ERROR_FINISHED, "no more users");
    size_t revoked = 0, invalid = 0;
    for (uint32_t finished = 0; !finished;) {
        entra_revoke_results *results = NULL;
        CHECK(entra_revoke_job_next(job, 60000, 0, &results, NULL) == ENTRA_REVOKE_OK);
        for (size_t i = 0; i < results->count; i++) {
            revoked += results->items[i].status == ENTRA_REVOKE_STATUS_REVOKED;
            invalid += results->items[i].status == ENTRA_REVOKE_STATUS_INVALID;
        }
        finished = results->finished;
        entra_revoke_results_free(results);
    }
    CHECK(revoked == 1 && invalid == 1);
    CHECK(entra_revoke_job_close(job, NULL) == ENTRA_REVOKE_OK);
    CHECK(entra_revoke_client_close(client, NULL) == ENTRA_REVOKE_OK);
}

static void wrong_options(void) {
    entra_revoke_client client = 0;
    entra_revoke_client_options options = options_for_simulator();
    options.graph_endpoint = ENTRA_REVOKE_STR("http://graph.contoso.example");
    CHECK_ERROR(entra_revoke_client_open(&options, &client, &error), ENTRA_REVOKE_ERROR_CONFIGURATION, "not https");
    options.graph_endpoint = ENTRA_REVOKE_STR("");
    CHECK_ERROR(entra_revoke_client_open(&options, &client, &error), ENTRA_REVOKE_ERROR_CONFIGURATION, "both endpoints");
    options.authority_endpoint = ENTRA_REVOKE_STR("");
    options.environment = ENTRA_REVOKE_STR("Moon");
    CHECK_ERROR(entra_revoke_client_open(&options, &client, &error), ENTRA_REVOKE_ERROR_CONFIGURATION, "Moon");
    options = options_for_simulator();
    options.credential = 77;
    CHECK_ERROR(entra_revoke_client_open(&options, &client, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "credential");
    options = options_for_simulator();
    options.max_batch_size = 21;
    CHECK_ERROR(entra_revoke_client_open(&options, &client, &error), ENTRA_REVOKE_ERROR_CONFIGURATION, "from 1 to 20");
    options = options_for_simulator();
    options.access_token = ENTRA_REVOKE_STR("not a token at all");
    CHECK_ERROR(entra_revoke_client_open(&options, &client, &error), ENTRA_REVOKE_ERROR_CONFIGURATION, "token");

    client = open_client();
    entra_revoke_job job = 0;
    entra_revoke_job_options job_options;
    memset(&job_options, 0, sizeof job_options);
    job_options.struct_size = (uint32_t)sizeof job_options;
    job_options.priority = 9;
    CHECK_ERROR(entra_revoke_job_open(client, &job_options, &job, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "priority");
    job_options.priority = ENTRA_REVOKE_PRIORITY_INTERACTIVE;
    job_options.api_version = ENTRA_REVOKE_STR("v2.0");
    CHECK_ERROR(entra_revoke_job_open(client, &job_options, &job, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "v2.0");
    job = open_job(client);
    entra_revoke_target one = target(1, text("user00001@contoso.example"));
    one.kind = 5;
    CHECK_ERROR(entra_revoke_job_submit(job, &one, 1, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "kind");
    CHECK(entra_revoke_job_close(job, NULL) == ENTRA_REVOKE_OK);
    CHECK(entra_revoke_client_close(client, NULL) == ENTRA_REVOKE_OK);
}

int main(void) {
    no_pointers();
    wrong_sizes();
    wrong_handles();
    wrong_text();
    wrong_options();
    return 0;
}
