using System.CommandLine;
using Akka.Actor;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary><c>cluster show</c>: a row a member.</summary>
internal static class ClusterCommand
{
    private const string Unknown = "-";

    public static Command Create()
    {
        var json = Inquiry.JsonOption();
        var contact = Contacts.Option();
        var show = new Command("show", "Show the members: id, address, status, role.") { json, contact };
        show.SetAction(parsed => ShowAsync(Contacts.From(parsed.GetValue(contact)), parsed.GetValue(json)));
        return new Command("cluster", "Inspect the cluster.") { show };
    }

    private static async Task<int> ShowAsync(IReadOnlyList<Address> contacts, bool json)
    {
        var status = await Inquiry.AskAsync(contacts, (locks, stop) => locks.GetStatusAsync(Inquiry.Patience, stop));
        if (json)
            Console.WriteLine(Json.Text(ToJson(status)));
        else
            Print(status);

        return ExitCodes.Success;
    }

    private static void Print(GroupStatus status)
    {
        TextTable.Write(Console.Out,
        [
            ["ID", "ADDRESS", "STATUS", "ROLE"],
            .. status.Members.Select(m => new[] { m.Id, m.Address ?? Unknown, StatusOf(m), m.Role }),
        ]);
        Console.WriteLine($"Count: {status.Members.Count} nodes");
    }

    private static ClusterJson ToJson(GroupStatus status) => new(
        status.Group, status.Leader, status.AnsweredBy, status.Members.Count,
        [.. status.Members.Select(m => new MemberJson(m.Id, m.Address, StatusOf(m), m.Role))]);

    private static string StatusOf(MemberStatus member) => member switch
    {
        { Reachable: false } => "unreachable",
        { IsMember: false } => "joining",
        _ => "up",
    };
}
