import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

/// Time is driven, and a scrape is made where a test makes one.
@Suite("An ended job stays on the page")
struct JobRetentionTests {
  private static let second: UInt64 = 1_000_000_000

  private static func settings(scrapes: Int, minutes: Int) -> Configuration {
    var settings = Configuration()
    settings.jobs.keepScrapes = scrapes
    settings.jobs.keepMinutes = minutes
    return settings
  }

  /// A node whose job has worked for a minute and has ended in the round that is over.
  private func ended(scrapes: Int, minutes: Int) throws -> StagedNode {
    let node = try StagedNode(
      range: 1 << 50, Self.settings(scrapes: scrapes, minutes: minutes))
    for round in 0..<6 {
      try node.set(job: 1, microseconds: UInt64(round) * 1_000_000)
      try step(node, seconds: 10)
    }
    try node.end(job: 1)
    try step(node, seconds: 10)
    #expect(isShown(on: node))
    return node
  }

  /// A round that nobody scrapes.
  private func step(_ node: StagedNode, seconds: UInt64) throws {
    try node.pass(seconds * Self.second, microjoules: seconds * 50_000_000, busy: seconds * 100)
    node.sampler.round()
    // Its facts are looked for and its record is filed by threads of their own.
    usleep(2000)
  }

  private func scrape(_ node: StagedNode, _ times: Int) {
    for _ in 0..<times { _ = node.sampler.store.scrape() }
  }

  private func isShown(on node: StagedNode) -> Bool {
    node.sampler.store.latest?.catalogue.entries.contains {
      $0.metric.name.description == "nodeprobe_job_info"
    } ?? false
  }

  /// Whether it goes once it may, within the rounds that its filing takes.
  private func goes(_ node: StagedNode) throws -> Bool {
    for _ in 0..<200 {
      guard isShown(on: node) else { return true }
      try step(node, seconds: 1)
      usleep(5000)
    }
    return false
  }

  @Test("for as many minutes as are asked for, however often it was scraped")
  func minutes() throws {
    let node = try ended(scrapes: 2, minutes: 5)
    scrape(node, 9)
    // 290 s after its end.
    for _ in 0..<29 { try step(node, seconds: 10) }
    #expect(isShown(on: node))
    #expect(try goes(node))
  }

  @Test("for as many scrapes as are asked for, however long that takes")
  func scrapes() throws {
    let node = try ended(scrapes: 3, minutes: 5)
    scrape(node, 2)
    // Three quarters of an hour: less than ten times the minutes.
    for _ in 0..<270 { try step(node, seconds: 10) }
    #expect(isShown(on: node))
    scrape(node, 1)
    #expect(try goes(node))
  }

  @Test("for ten times the minutes where nobody scrapes, and no longer")
  func unscraped() throws {
    let node = try ended(scrapes: 3, minutes: 2)
    // 1,190 s after its end.
    for _ in 0..<119 { try step(node, seconds: 10) }
    #expect(isShown(on: node))
    #expect(try goes(node))
  }

  @Test("for its scrapes where no minutes are asked for, but for ten minutes at most")
  func noMinutes() throws {
    let node = try ended(scrapes: 1, minutes: 0)
    for _ in 0..<59 { try step(node, seconds: 10) }
    #expect(isShown(on: node))
    #expect(try goes(node))
    let other = try ended(scrapes: 1, minutes: 0)
    for _ in 0..<6 { try step(other, seconds: 10) }
    #expect(isShown(on: other))
    scrape(other, 1)
    #expect(try goes(other))
    #expect(try goes(ended(scrapes: 0, minutes: 0)))
  }

  @Test("until its last energy is booked, though neither scrapes nor minutes are asked for")
  func lastEnergy() throws {
    var settings = Self.settings(scrapes: 0, minutes: 0)
    // A meter that fails is waited for for two rounds and a second.
    settings.interval = 60 * Self.second
    let node = try StagedNode(range: 1 << 50, settings)
    try node.set(job: 1, microseconds: 0)
    try node.round()
    // It does all that CPUs do, and keeps nothing from others.
    try node.set(job: 1, microseconds: 10_000_000)
    try node.pass(10 * Self.second, microjoules: 100_000_000, busy: 1000)
    try node.round()
    try node.set(job: 1, microseconds: 20_000_000)
    try node.pass(10 * Self.second, busy: 1000)
    try node.setReadable(false)
    node.sampler.round()
    try node.end(job: 1)
    for _ in 0..<90 {
      try node.pass(Self.second)
      try node.setReadable(false)
      node.sampler.round()
      usleep(2000)
    }
    #expect(isShown(on: node))
    try node.pass(Self.second, microjoules: 1_000_000_000)
    let page = try node.round()
    let unallocated = page["nodeprobe_bucket_energy_joules_total{bucket=unallocated}"] ?? 0
    #expect(
      page.sum("nodeprobe_job_energy_joules_total") + unallocated == 1_100_000_000)
    // By the table an idle node draws less than a watt.
    #expect(unallocated < 111_000_000)
    #expect(try goes(node))
  }
}
