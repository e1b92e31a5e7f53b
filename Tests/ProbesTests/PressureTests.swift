import LinuxFiles
import NodeModel
import Testing

@testable import Probes

@Suite("Pressure")
struct PressureTests {
  @Test("the total of the wanted line is read in microseconds, from the kernel's own example")
  func totalOfLine() throws {
    // The two lines of Documentation/accounting/psi.rst with numbers of a running machine.
    let text: [UInt8] = Array(
      """
      some avg10=0.00 avg60=0.12 avg300=1.03 total=157622151
      full avg10=0.00 avg60=0.00 avg300=0.20 total=19371
      """.utf8)
    #expect(try Pressure.total("some ", in: text.span) == 157_622_151)
    #expect(try Pressure.total("full ", in: text.span) == 19_371)
  }

  @Test("a line that is not there is an error, not 0")
  func missingLine() {
    let text: [UInt8] = Array("some avg10=0.00 avg60=0.00 avg300=0.00 total=5\n".utf8)
    #expect(throws: SystemError.self) { try Pressure.total("full ", in: text.span) }
  }
}
