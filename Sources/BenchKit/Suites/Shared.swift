/// A pointer that the threads of a team work on together.
///
/// Sendable: the memory belongs to the case that made it and outlives the run; who writes what when is
/// agreed by the kernel that gets the pointer.
@unsafe struct Shared<Element>: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Element>

  init(_ pointer: UnsafeMutablePointer<Element>) {
    unsafe self.pointer = pointer
  }
}

extension Case {
  /// Memory for this case. Throws where there is not enough.
  func region(_ bytes: Int, pages: PageSize = .base) throws(BenchError) -> Region {
    do {
      return try Region(bytes, pages: pages)
    } catch {
      throw .system(error)
    }
  }
}
