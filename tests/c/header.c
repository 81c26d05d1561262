/* The header stands alone, may be included twice, and tells the library's version. */
#include "entra_revoke.h"
#include "entra_revoke.h"

#include "check.h"

int main(void) {
    entra_revoke_str literal = ENTRA_REVOKE_STR("four");
    CHECK(literal.length == 4 && memcmp(literal.data, "four", 4) == 0);
    CHECK(strcmp(entra_revoke_version(), ENTRA_REVOKE_VERSION) == 0);
    CHECK(entra_revoke_abi_version() >> 16 == ENTRA_REVOKE_ABI_VERSION_MAJOR);
    CHECK((entra_revoke_abi_version() & 0xffff) == ENTRA_REVOKE_ABI_VERSION_MINOR);
    return 0;
}
