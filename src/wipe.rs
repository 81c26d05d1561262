//! Whatever is freed is wiped first: secrets pass through the buffers of HTTP, TLS and JSON libraries, which free them as they are.

use std::alloc::System;
use zeroizing_alloc::ZeroAlloc;

#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);
