/* Several threads on one job; closing during a wait; a client that is closed in the middle of a run. */
#include "check.h"

#include <pthread.h>

enum { SUBMITTERS = 4, TAKERS = 3, EACH = 250, ALL = SUBMITTERS * EACH };

static entra_revoke_client client;
static entra_revoke_job job;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int seen[ALL];
static size_t submitters_left = SUBMITTERS;

static void *submitter(void *argument) {
    size_t number = (size_t)(uintptr_t)argument;
    for (size_t i = 0; i < EACH; i++) {
        char user[64];
        size_t tag = number * EACH + i;
        snprintf(user, sizeof user, "user%05lu@contoso.example", (unsigned long)(tag + 1));
        CHECK(submit(job, tag, user) == ENTRA_REVOKE_OK);
    }
    pthread_mutex_lock(&lock);
    if (--submitters_left == 0) {
        CHECK(entra_revoke_job_finish(job, NULL) == ENTRA_REVOKE_OK);
    }
    pthread_mutex_unlock(&lock);
    return NULL;
}

static void count(const entra_revoke_results *results) {
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < results->count; i++) {
        CHECK(results->items[i].tag < ALL);
        seen[results->items[i].tag]++;
    }
    pthread_mutex_unlock(&lock);
}

static void *taker(void *argument) {
    (void)argument;
    for (uint32_t finished = 0; !finished;) {
        entra_revoke_results *results = NULL;
        entra_revoke_progress progress;
        progress.struct_size = (uint32_t)sizeof progress;
        CHECK(entra_revoke_job_next(job, 60000, 7, &results, NULL) == ENTRA_REVOKE_OK);
        CHECK(entra_revoke_job_progress(job, &progress, NULL) == ENTRA_REVOKE_OK);
        CHECK(progress.total <= ALL);
        count(results);
        finished = results->finished;
        entra_revoke_results_free(results);
    }
    return NULL;
}

static void one_job_for_all(void) {
    pthread_t threads[SUBMITTERS + TAKERS];
    job = open_job(client);
    for (size_t i = 0; i < SUBMITTERS + TAKERS; i++) {
        CHECK(pthread_create(&threads[i], NULL, i < SUBMITTERS ? submitter : taker, (void *)(uintptr_t)i) == 0);
    }
    for (size_t i = 0; i < SUBMITTERS + TAKERS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    for (size_t i = 0; i < ALL; i++) {
        CHECK(seen[i] == 1);
    }
    CHECK(entra_revoke_job_close(job, NULL) == ENTRA_REVOKE_OK);
}

/* Either it was waiting already, or the handle is closed before it comes to that. */
static void *waiter(void *argument) {
    entra_revoke_results *results = NULL;
    (void)argument;
    int32_t status = entra_revoke_job_next(job, 60000, 1, &results, NULL);
    CHECK(status == ENTRA_REVOKE_ERROR_CLOSED || status == ENTRA_REVOKE_ERROR_HANDLE);
    CHECK(results == NULL);
    return NULL;
}

static void closing_ends_a_wait(void) {
    pthread_t threads[TAKERS];
    job = open_job(client);
    for (size_t i = 0; i < TAKERS; i++) {
        CHECK(pthread_create(&threads[i], NULL, waiter, NULL) == 0);
    }
    CHECK(entra_revoke_job_close(job, NULL) == ENTRA_REVOKE_OK);
    for (size_t i = 0; i < TAKERS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
}

/* Every target has exactly one result, whenever the client goes. */
static void closing_the_client_answers_for_everybody(void) {
    memset(seen, 0, sizeof seen);
    entra_revoke_client mine = open_client();
    job = open_job(mine);
    submitters_left = 1;
    for (size_t tag = 0; tag < ALL; tag++) {
        char user[64];
        snprintf(user, sizeof user, "user%05lu@contoso.example", (unsigned long)(tag + 1));
        CHECK(submit(job, tag, user) == ENTRA_REVOKE_OK);
    }
    CHECK(entra_revoke_client_close(mine, NULL) == ENTRA_REVOKE_OK);
    taker(NULL);
    for (size_t i = 0; i < ALL; i++) {
        CHECK(seen[i] == 1);
    }
    CHECK(entra_revoke_job_close(job, NULL) == ENTRA_REVOKE_OK);
}

int main(void) {
    client = open_client();
    one_job_for_all();
    for (int i = 0; i < 20; i++) {
        closing_ends_a_wait();
    }
    closing_the_client_answers_for_everybody();
    CHECK(entra_revoke_client_close(client, NULL) == ENTRA_REVOKE_OK);
    return 0;
}
