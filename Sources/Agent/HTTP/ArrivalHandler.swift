internal import NIOCore

/// Stands before the HTTP decoder, which says nothing of a request until its headers are whole.
final class ArrivalHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let handler: RequestHandler

  init(_ handler: RequestHandler) {
    self.handler = handler
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    handler.bytesArrived()
    context.fireChannelRead(data)
  }
}
