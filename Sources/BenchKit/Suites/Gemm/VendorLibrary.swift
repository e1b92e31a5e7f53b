internal import CLinux
internal import Glibc

/// Somebody else's matrix product, found while the program runs: a BLAS with the C interface.
///
/// Sendable: handles and functions of a library that is never unloaded.
@safe public final class VendorLibrary: @unchecked Sendable {
  /// The libraries that are known, and the names under which they are looked for.
  public enum Product: String, CaseIterable, Sendable {
    case openBLAS = "OpenBLAS"
    case blis = "BLIS"
    case mkl = "MKL"
    case aocl = "AOCL"

    var names: [String] {
      switch self {
      case .openBLAS: ["libopenblas.so.0", "libopenblas.so"]
      case .blis: ["libblis.so.4", "libblis.so"]
      case .mkl: ["libmkl_rt.so.3", "libmkl_rt.so.2", "libmkl_rt.so"]
      case .aocl: ["libblis-mt.so", "libblis-mt.so.5", "libblis-mt.so.4"]
      }
    }

    /// The library's own call that sets the number of its threads.
    fileprivate var threadSetter: String {
      switch self {
      case .openBLAS: "openblas_set_num_threads"
      case .blis, .aocl: "bli_thread_set_num_threads"
      case .mkl: "MKL_Set_Num_Threads"
      }
    }

    /// The library's own call that says how many it will use: OpenBLAS of Debian has 64 at most.
    fileprivate var threadGetter: String {
      switch self {
      case .openBLAS: "openblas_get_num_threads"
      case .blis, .aocl: "bli_thread_get_num_threads"
      case .mkl: "MKL_Get_Max_Threads"
      }
    }
  }

  /// Which one it is.
  public let product: Product
  /// The file that was loaded.
  public let path: String

  private typealias DGEMM =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32, Double, UnsafeRawPointer, Int32, UnsafeRawPointer,
      Int32, Double, UnsafeMutableRawPointer, Int32
    ) -> Void
  private typealias SGEMM =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafeRawPointer, Int32, UnsafeRawPointer,
      Int32, Float, UnsafeMutableRawPointer, Int32
    ) -> Void
  private let dgemm: DGEMM
  private let sgemm: SGEMM
  private let setter, getter: UnsafeMutableRawPointer

  /// Loads a library by its usual names, or from `path`; nil where it is not there or lacks a function.
  public init?(_ product: Product, at path: String? = nil) {
    let candidates = path.map { [$0] } ?? product.names
    for name in candidates {
      guard let handle = unsafe dlopen(name, RTLD_NOW | RTLD_LOCAL) else { continue }
      guard let double = unsafe dlsym(handle, "cblas_dgemm"),
        let single = unsafe dlsym(handle, "cblas_sgemm"),
        // Without these nobody knows how many threads a result is of.
        let setter = unsafe dlsym(handle, product.threadSetter),
        let getter = unsafe dlsym(handle, product.threadGetter)
      else { continue }
      unsafe dgemm = unsafe unsafeBitCast(double, to: DGEMM.self)
      unsafe sgemm = unsafe unsafeBitCast(single, to: SGEMM.self)
      unsafe (self.setter, self.getter) = unsafe (setter, getter)
      self.product = product
      self.path = name
      return
    }
    return nil
  }

  /// Has the threads of libraries that are loaded from now on sleep within a millisecond or so of their work: they are
  /// awake from one product of a repetition to the next, as ours are, and asleep before the next case. By themselves
  /// those of Intel's OpenMP, by which MKL shares work, spin for 200 ms, those of OpenBLAS for some 30, those of GNU's
  /// OpenMP for 300,000 pauses. What somebody chose stays.
  static func haveThreadsSleepSoon() {
    // The exponent of ticks: 2²¹ of two to four gigahertz.
    unsafe setenv("OPENBLAS_THREAD_TIMEOUT", "21", 0)
    // It says the same to both OpenMPs, more coarsely, and is overruled by what follows.
    guard unsafe getenv("OMP_WAIT_POLICY") == nil else { return }
    unsafe setenv("KMP_BLOCKTIME", "1", 0)
    // Pauses of 4 to 50 nanoseconds.
    unsafe setenv("GOMP_SPINCOUNT", "30000", 0)
  }

  /// Has the next products use so many threads, and says how many they will use.
  @discardableResult
  func use(threads: Int) -> Int {
    switch product {
    case .openBLAS, .mkl:
      let call = unsafe unsafeBitCast(setter, to: (@convention(c) (Int32) -> Void).self)
      call(Int32(threads))
      let count = unsafe unsafeBitCast(getter, to: (@convention(c) () -> Int32).self)
      return Int(count())
    case .blis, .aocl:
      // dim_t is 64-bit in all builds for 64-bit machines.
      let call = unsafe unsafeBitCast(setter, to: (@convention(c) (Int) -> Void).self)
      call(threads)
      let count = unsafe unsafeBitCast(getter, to: (@convention(c) () -> Int).self)
      return count()
    }
  }

  /// C = A·B, row-major; false where the library has no such format.
  func multiply(_ matrices: GemmMatrices) -> Bool {
    let n = Int32(matrices.n)
    let (rowMajor, plain): (Int32, Int32) = (101, 111)
    switch matrices.format {
    case .fp64:
      unsafe dgemm(
        rowMajor, plain, plain, n, n, n, 1, matrices.a, n, matrices.b, n, 0, matrices.c, n)
    case .fp32:
      unsafe sgemm(
        rowMajor, plain, plain, n, n, n, 1, matrices.a, n, matrices.b, n, 0, matrices.c, n)
    case .bf16, .int8:
      return false
    }
    return true
  }
}
