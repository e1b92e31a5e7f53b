import BenchKit
import LinuxFiles
import NodeModel
import Testing

@Suite("A choice of cases")
struct CaseChoiceTests {
  private let subjects = [
    Self.subject("fp32", n: 1024, threads: 1), Self.subject("fp32", n: 1024, threads: 2),
    Self.subject("fp64", n: 2048, threads: 1),
    Subject(suite: "peak", name: "frequency", parameters: [.threads(1)], unit: .hertz),
  ]

  private static func subject(_ name: String, n: Int, threads: Int) -> Subject {
    Subject(
      suite: "gemm", name: name, parameters: [.n(n), .threads(threads), .text("isa", "avx2")],
      unit: .flopPerSecond)
  }

  private func chosen(_ words: String...) throws -> [Int] {
    let choice = try CaseChoice(parsing: words)
    return subjects.indices.filter { choice.includes(subjects[$0]) }
  }

  @Test("of nothing is every case")
  func nothing() throws {
    #expect(try chosen() == [0, 1, 2, 3])
    #expect(CaseChoice().isEveryCase)
  }

  @Test("takes any of the values of one name, and wants every name")
  func terms() throws {
    #expect(try chosen("threads=1") == [0, 2, 3])
    #expect(try chosen("n=1024", "n=2048") == [0, 1, 2])
    #expect(try chosen("n=1024", "n=2048", "threads=1") == [0, 2])
    #expect(try chosen("case=fp64", "isa=avx2") == [2])
    #expect(try chosen("case=frequency", "n=1024") == [])
  }

  @Test(
    "says which name or value there is not, and those that there are",
    arguments: [
      ("precision=fp32", "no case has precision; there are case, n, threads, isa"),
      ("n=77", "no case has n=77; there are 1024, 2048"),
      ("case=fp23", "no case has case=fp23; there are fp32, fp64, frequency"),
    ])
  func complaints(word: String, line: String) throws {
    #expect(try CaseChoice(parsing: [word]).complaint(among: subjects) == line)
  }

  @Test("says so where no case has all of it")
  func contradiction() throws {
    let choice = try CaseChoice(parsing: ["n=2048", "threads=2"])
    let line = "no case has all that is asked for; --list shows the cases"
    #expect(choice.complaint(among: subjects) == line)
  }

  @Test("is refused where it is no name and value", arguments: ["n", "n=", "=3", ""])
  func malformed(word: String) {
    let error = #expect(throws: CaseChoice.Refusal.self) { try CaseChoice(parsing: [word]) }
    #expect(error?.description == "\(word) is no choice such as n=2048")
  }

  @Test("of a size or of threads that products do not usually have is measured all the same")
  func otherSizes() throws {
    let machine = Machine(below: try Root())
    let words = ["n=33", "n=200", "threads=1"]
    let plan = Plan(
      extent: .quick, memoryLimit: 64 << 20, choice: try CaseChoice(parsing: words))
    let cases = try GemmSuite.cases(on: machine, plan: plan).map(\.subject)
    let sizes = cases.filter(plan.choice.includes).map { subject in
      subject.parameters.prefix(2).map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }
    // Four formats.
    #expect(sizes.count == 8)
    #expect(Set(sizes) == ["n=count(33) threads=count(1)", "n=count(200) threads=count(1)"])
  }
}
