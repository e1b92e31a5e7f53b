import Agent
import CLinux

exit(AgentProgram.run(Array(CommandLine.arguments.dropFirst())))
