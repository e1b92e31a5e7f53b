internal import NodeModel

extension Memory {
  /// The rows of `/proc/meminfo` of all kernels from 4.0 on; nil for one that is newer than this
  /// list.
  static func metric(for row: String) -> Metric? {
    switch row {
    case "MemTotal": Metric("nodeprobe_memory_total_bytes", "Memory that the kernel manages")
    case "MemFree": Metric("nodeprobe_memory_free_bytes", "Memory that nobody uses")
    case "MemAvailable":
      Metric(
        "nodeprobe_memory_available_bytes", "Memory that new programs could get without swapping")
    case "Buffers": Metric("nodeprobe_memory_buffers_bytes", "Blocks of raw devices held in memory")
    case "Cached":
      Metric(
        "nodeprobe_memory_cached_bytes", "Pages of files held in memory, shared memory with them")
    case "SwapCached":
      Metric("nodeprobe_memory_swap_cached_bytes", "Swapped pages that are in memory too")
    case "Active": Metric("nodeprobe_memory_active_bytes", "Memory used lately")
    case "Inactive": Metric("nodeprobe_memory_inactive_bytes", "Memory not used lately")
    case "Active(anon)":
      Metric("nodeprobe_memory_active_anon_bytes", "Anonymous memory used lately")
    case "Inactive(anon)":
      Metric("nodeprobe_memory_inactive_anon_bytes", "Anonymous memory not used lately")
    case "Active(file)": Metric("nodeprobe_memory_active_file_bytes", "Pages of files used lately")
    case "Inactive(file)":
      Metric("nodeprobe_memory_inactive_file_bytes", "Pages of files not used lately")
    case "Unevictable":
      Metric("nodeprobe_memory_unevictable_bytes", "Memory that cannot be reclaimed")
    case "Mlocked": Metric("nodeprobe_memory_locked_bytes", "Memory locked by mlock")
    case "HighTotal":
      Metric("nodeprobe_memory_high_total_bytes", "Memory that the kernel does not map (32 bit)")
    case "HighFree": Metric("nodeprobe_memory_high_free_bytes", "High memory that nobody uses")
    case "LowTotal":
      Metric("nodeprobe_memory_low_total_bytes", "Memory that the kernel maps (32 bit)")
    case "LowFree": Metric("nodeprobe_memory_low_free_bytes", "Low memory that nobody uses")
    case "MmapCopy":
      Metric("nodeprobe_memory_mmap_copy_bytes", "Memory for copied mappings (no MMU)")
    case "SwapTotal": Metric("nodeprobe_memory_swap_total_bytes", "Swap space")
    case "SwapFree": Metric("nodeprobe_memory_swap_free_bytes", "Swap space that is unused")
    case "Zswap": Metric("nodeprobe_memory_zswap_bytes", "Memory that holds compressed swap pages")
    case "Zswapped":
      Metric("nodeprobe_memory_zswapped_bytes", "Size of the pages in zswap before compression")
    case "Dirty":
      Metric("nodeprobe_memory_dirty_bytes", "Memory that waits to be written to storage")
    case "Writeback":
      Metric("nodeprobe_memory_writeback_bytes", "Memory that is being written to storage")
    case "AnonPages":
      Metric("nodeprobe_memory_anon_pages_bytes", "Anonymous memory mapped by programs")
    case "Mapped": Metric("nodeprobe_memory_mapped_bytes", "Pages of files mapped by programs")
    case "Shmem": Metric("nodeprobe_memory_shared_bytes", "Shared memory and tmpfs")
    case "KReclaimable":
      Metric("nodeprobe_memory_kernel_reclaimable_bytes", "Kernel memory that can be reclaimed")
    case "Slab": Metric("nodeprobe_memory_slab_bytes", "Kernel data structures")
    case "SReclaimable":
      Metric(
        "nodeprobe_memory_slab_reclaimable_bytes", "Kernel data structures that can be reclaimed")
    case "SUnreclaim":
      Metric(
        "nodeprobe_memory_slab_unreclaimable_bytes",
        "Kernel data structures that cannot be reclaimed")
    case "KernelStack":
      Metric("nodeprobe_memory_kernel_stack_bytes", "Stacks of all tasks in the kernel")
    case "ShadowCallStack":
      Metric("nodeprobe_memory_shadow_call_stack_bytes", "Shadow call stacks of all tasks")
    case "PageTables": Metric("nodeprobe_memory_page_tables_bytes", "Page tables of programs")
    case "SecPageTables":
      Metric(
        "nodeprobe_memory_secondary_page_tables_bytes", "Page tables of virtual machines and IOMMUs"
      )
    case "NFS_Unstable":
      Metric(
        "nodeprobe_memory_nfs_unstable_bytes",
        "Pages sent to NFS servers and not yet on their storage")
    case "Bounce": Metric("nodeprobe_memory_bounce_bytes", "Bounce buffers of block devices")
    case "WritebackTmp":
      Metric(
        "nodeprobe_memory_writeback_temporary_bytes", "Temporary memory of FUSE for writing back")
    case "CommitLimit":
      Metric(
        "nodeprobe_memory_commit_limit_bytes",
        "Memory that can be promised to programs under strict overcommit")
    case "Committed_AS": Metric("nodeprobe_memory_committed_bytes", "Memory promised to programs")
    case "VmallocTotal": Metric("nodeprobe_memory_vmalloc_total_bytes", "Address space for vmalloc")
    case "VmallocUsed":
      Metric("nodeprobe_memory_vmalloc_used_bytes", "Address space taken by vmalloc")
    case "VmallocChunk":
      Metric("nodeprobe_memory_vmalloc_chunk_bytes", "Largest free block of vmalloc address space")
    case "Percpu": Metric("nodeprobe_memory_per_cpu_bytes", "Memory of the per-CPU allocator")
    case "EarlyMemtestBad":
      Metric(
        "nodeprobe_memory_early_memtest_bad_bytes", "Memory found bad by the kernel's test at boot")
    case "HardwareCorrupted":
      Metric(
        "nodeprobe_memory_hardware_corrupted_bytes",
        "Memory that the kernel took out of use because of errors")
    case "AnonHugePages":
      Metric("nodeprobe_memory_anon_huge_pages_bytes", "Anonymous memory in transparent huge pages")
    case "ShmemHugePages":
      Metric("nodeprobe_memory_shared_huge_pages_bytes", "Shared memory in huge pages")
    case "ShmemPmdMapped":
      Metric("nodeprobe_memory_shared_huge_mapped_bytes", "Shared memory mapped as huge pages")
    case "FileHugePages":
      Metric("nodeprobe_memory_file_huge_pages_bytes", "Pages of files in huge pages")
    case "FilePmdMapped":
      Metric("nodeprobe_memory_file_huge_mapped_bytes", "Pages of files mapped as huge pages")
    case "CmaTotal":
      Metric("nodeprobe_memory_cma_total_bytes", "Memory set aside for contiguous allocations")
    case "CmaFree": Metric("nodeprobe_memory_cma_free_bytes", "Contiguous memory that is unused")
    case "Unaccepted":
      Metric(
        "nodeprobe_memory_unaccepted_bytes", "Memory that a confidential guest has not accepted yet"
      )
    case "Balloon":
      Metric(
        "nodeprobe_memory_balloon_bytes",
        "Memory that the balloon driver gave back to the hypervisor")
    case "GPUActive": Metric("nodeprobe_memory_gpu_active_bytes", "Memory in use by GPU drivers")
    case "GPUReclaim":
      Metric("nodeprobe_memory_gpu_reclaim_bytes", "Memory of GPU drivers that can be reclaimed")
    case "Hugepagesize": Metric("nodeprobe_memory_huge_page_size_bytes", "Size of a huge page")
    case "Hugetlb":
      Metric("nodeprobe_memory_huge_pages_all_bytes", "Memory taken by huge pages of all sizes")
    case "DirectMap4k":
      Metric(
        "nodeprobe_memory_direct_map_4k_bytes", "Kernel address space mapped with pages of 4 KiB")
    case "DirectMap64k":
      Metric(
        "nodeprobe_memory_direct_map_64k_bytes", "Kernel address space mapped with pages of 64 KiB")
    case "DirectMap1M":
      Metric(
        "nodeprobe_memory_direct_map_1m_bytes", "Kernel address space mapped with pages of 1 MiB")
    case "DirectMap2M":
      Metric(
        "nodeprobe_memory_direct_map_2m_bytes", "Kernel address space mapped with pages of 2 MiB")
    case "DirectMap4M":
      Metric(
        "nodeprobe_memory_direct_map_4m_bytes", "Kernel address space mapped with pages of 4 MiB")
    case "DirectMap1G":
      Metric(
        "nodeprobe_memory_direct_map_1g_bytes", "Kernel address space mapped with pages of 1 GiB")
    case "DirectMap2G":
      Metric(
        "nodeprobe_memory_direct_map_2g_bytes", "Kernel address space mapped with pages of 2 GiB")
    case "HugePages_Total": Metric("nodeprobe_memory_huge_pages", "Huge pages in the pool")
    case "HugePages_Free": Metric("nodeprobe_memory_huge_pages_free", "Huge pages nobody uses")
    case "HugePages_Rsvd":
      Metric("nodeprobe_memory_huge_pages_reserved", "Huge pages promised and not yet used")
    case "HugePages_Surp":
      Metric("nodeprobe_memory_huge_pages_surplus", "Huge pages beyond the size of the pool")
    default: nil
    }
  }
}
