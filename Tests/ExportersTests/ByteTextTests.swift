import TestSupport
import Testing

@testable import Exporters

@Suite("Byte text")
struct ByteTextTests {
  private func text(_ write: (inout ByteText) -> Void) -> String {
    var text = ByteText()
    write(&text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  @Test(
    "integers are written as the standard library writes them",
    arguments: [0, 1, 9, 10, 99, 100, 1_234_567_890, UInt64.max, 1 << 63])
  func integers(value: UInt64) {
    #expect(text { $0.append(unsigned: value) } == String(value))
  }

  @Test("negative integers keep their sign, the most negative one too")
  func negative() {
    #expect(text { $0.append(signed: -42) } == "-42")
    #expect(text { $0.append(signed: .min) } == "-9223372036854775808")
  }

  @Test(
    "millionths become decimals without zeros at the end",
    arguments: [
      (0, "0"), (1, "0.000001"), (1_500_000, "1.5"), (1_000_000, "1"), (123_456_789, "123.456789"),
      (10, "0.00001"), (18_446_744_073_709_551_615, "18446744073709.551615"),
    ] as [(UInt64, String)])
  func micro(value: UInt64, expected: String) {
    #expect(text { $0.append(micro: value) } == expected)
  }

  @Test("every double reads back as itself: thousandths, whole numbers, tiny and huge ones")
  func doublesReadBack() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededRandom(seed)
    for _ in 0..<100_000 {
      let share = Double(generator.next() >> 11) * 0x1p-53
      let power = Double(sign: .plus, exponent: Int(generator.next() % 54) - 12, significand: 1)
      let candidates: [Double] = [
        Double(Int64(generator.next() % 2_000_000_000) - 1_000_000_000) / 1000,
        Double(generator.next() >> 20),
        Double(bitPattern: generator.next()),
        Double(generator.next() % 1_000_000) / 1_000_000,
        share, -1e12 * share, power, power.nextDown, -power.nextUp,
      ]
      for value in candidates where value.isFinite {
        let written = text { $0.append(real: value) }
        #expect(Double(written) == value, "seed \(seed), wrote \(written) for \(value)")
      }
    }
  }

  @Test(
    "kernel values look as people write them",
    arguments: [
      (41.5, "41.5"), (-40, "-40"), (0.001, "0.001"), (0, "0"), (1234.567, "1234.567"),
      (100_000_000, "100000000"), (0.0001, "0.0001"), (-0.1234567, "-0.1234567"),
      (0.5031847133757962, "0.5031847133757962"), (1_795_275_446.158304, "1795275446.158304"),
      (1.0 / 3, "0.3333333333333333"), (2.0 / 3, "0.6666666666666666"),
    ] as [(Double, String)])
  func familiar(value: Double, expected: String) {
    #expect(text { $0.append(real: value) } == expected)
  }
}
