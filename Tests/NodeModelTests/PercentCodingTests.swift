import NodeModel
import Testing

@Suite("Percent-encoding")
struct PercentCodingTests {
  // Encoded by Python's urllib.parse.quote(text, safe='').
  @Test(
    "job names are encoded as urllib does and read back",
    arguments: [
      ("slurm:alpha/4711", "slurm%3Aalpha%2F4711"),
      ("systemd:n1/user@1000.service", "systemd%3An1%2Fuser%401000.service"),
      ("100% Größe?#~_-.", "100%25%20Gr%C3%B6%C3%9Fe%3F%23~_-."),
      ("", ""),
    ])
  func roundTrip(text: String, encoded: String) {
    #expect(PercentCoding.encoded(text) == encoded)
    #expect(PercentCoding.decoded(encoded) == text)
  }

  @Test("lower-case digits and plain characters are read too")
  func lenient() {
    #expect(PercentCoding.decoded("slurm:alpha%2f4711") == "slurm:alpha/4711")
  }

  @Test(
    "half an escape and broken UTF-8 are refused", arguments: ["%", "a%2", "%zz", "%C3", "%FFa"])
  func refusals(text: String) {
    #expect(PercentCoding.decoded(text) == nil)
  }
}
