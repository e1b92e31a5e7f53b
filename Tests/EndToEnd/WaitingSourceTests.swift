import Foundation
import TestSupport
import Testing

/// Sources for which somebody else has to be asked, who does not answer, while the page is scraped.
@Suite(
  "one source that waits costs only its own readings", .enabled(if: WaitingStage.isAvailable))
struct WaitingSourceTests {
  @Test("a thermal zone that hangs for 20 s leaves the page as hung, and is back when it answers")
  func zone() async throws {
    try await check(.zone, within: 10)
  }

  @Test("a server that hangs for 20 s takes only its own file system off the page")
  func server() async throws {
    // Asked every 10 s; from then on it has 3 s.
    try await check(.server, within: 15)
  }

  @Test("a card that hangs for 20 s takes only the interfaces off the page")
  func card() async throws {
    try await check(.card, within: 15)
  }

  @Test(
    "a card that hangs while it is looked for delays nothing else, and is found when it answers")
  func search() async throws {
    try await onOwnThread {
      let stage = try WaitingStage(silent: .card)
      let isGone = try stage.holds(for: 10) {
        stage.value(.card, $0) == nil && stage.tells(.card, "hung", $0)
      }
      #expect(isGone)
      try stage.wake(.card)
      let back = try stage.wait("the card is found", atMost: 30) {
        stage.value(.card, $0) != nil && !stage.tells(.card, "hung", $0)
      }
      print("card silent from the start: found \(SensorWatch.text(back)) s after it spoke")
      #expect(stage.gaps == 0)
      #expect(stage.watch.gaps == 0)
    }
  }

  private func check(
    _ source: WaitingStage.Source, within limit: Double
  ) async throws {
    try await onOwnThread {
      let stage = try WaitingStage()
      let start = SensorWatch.now()
      try stage.silence(source)
      let left = try stage.wait("the silent source leaves", atMost: limit) {
        stage.value(source, $0) == nil && stage.tells(source, "hung", $0)
      }
      let isGone = try stage.holds(for: max(1, start + 20 - SensorWatch.now())) {
        stage.value(source, $0) == nil && stage.tells(source, "hung", $0)
      }
      #expect(isGone)
      try stage.wake(source)
      let back = try stage.wait("it is back", atMost: 30) {
        stage.value(source, $0) != nil && !stage.tells(source, "hung", $0)
      }
      // Others go on when it is read with them again, too.
      let stays = try stage.holds(for: 5) { stage.value(source, $0) != nil }
      #expect(stays)
      print(
        "\(source) silent for 20 s: left after \(SensorWatch.text(left)) s, back after "
          + "\(SensorWatch.text(back)) s; others: \(stage.watch.account), \(stage.gaps) pages not whole"
      )
      #expect(stage.gaps == 0)
      #expect(stage.watch.gaps == 0)
      #expect(stage.watch.falls == 0)
      #expect(stage.watch.oldest < 10)
    }
  }
}
