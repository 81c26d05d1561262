/* A forked child knows nothing of its parent's handles, and makes its own. */
#define _POSIX_C_SOURCE 200809L
#include "check.h"

#include <sys/wait.h>
#include <unistd.h>

static void revoke_one(entra_revoke_client client) {
    entra_revoke_job job = open_job(client);
    CHECK(submit(job, 1, "user00001@contoso.example") == ENTRA_REVOKE_OK);
    CHECK(entra_revoke_job_finish(job, NULL) == ENTRA_REVOKE_OK);
    entra_revoke_results *results = NULL;
    CHECK(entra_revoke_job_next(job, 60000, 1, &results, NULL) == ENTRA_REVOKE_OK);
    CHECK(results->count == 1 && results->items[0].status == ENTRA_REVOKE_STATUS_REVOKED);
    entra_revoke_results_free(results);
    CHECK(entra_revoke_job_close(job, NULL) == ENTRA_REVOKE_OK);
}

int main(void) {
    entra_revoke_client client = open_client();
    revoke_one(client);
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        entra_revoke_job job = 0;
        CHECK_ERROR(entra_revoke_job_open(client, NULL, &job, &error), ENTRA_REVOKE_ERROR_HANDLE, "before a fork");
        entra_revoke_client mine = open_client();
        CHECK(mine != client);
        revoke_one(mine);
        CHECK(entra_revoke_client_close(mine, NULL) == ENTRA_REVOKE_OK);
        _exit(0);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    revoke_one(client); /* the parent's goes on */
    CHECK(entra_revoke_client_close(client, NULL) == ENTRA_REVOKE_OK);
    return 0;
}
