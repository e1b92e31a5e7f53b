import LinuxFiles
import Synchronization
import Testing

@testable import BenchKit

@Suite("Packed rows of A")
struct GemmPanelsTests {
  @Test("are packed once a slab, in the slabs' order, and by nobody used before")
  func once() throws {
    let (threads, parts, slabs) = (3, 7, 40)
    let machine = Machine(below: try Root())
    let team = try ThreadTeam(on: (0..<threads).map { machine.cpus[$0 % machine.cpus.count] })
    let panels = GemmPanels(count: parts)
    let packed = Mutex([Int](repeating: 0, count: parts))
    let wrong = Mutex([[Int]]())
    team.run(on: threads) { thread in
      for slab in 0..<slabs {
        for step in 0..<parts {
          let part = (thread * 2 + step) % parts
          if panels.claim(part, slab: slab) {
            // Whoever packs finds the slab before packed, and nothing of this one.
            if packed.withLock({ $0[part] }) != slab { wrong.withLock { $0.append([part, slab]) } }
            packed.withLock { $0[part] += 1 }
            panels.finish(part, slab: slab)
          } else if packed.withLock({ $0[part] }) <= slab {
            wrong.withLock { $0.append([part, slab]) }
          }
        }
      }
    }
    #expect(wrong.withLock { $0 } == [])
    #expect(packed.withLock { $0 } == [Int](repeating: slabs, count: parts))
  }
}
