from django.db import migrations

ROLES = ("contributor", "editor", "auditor", "administrator")


def make_roles(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    """The roles as groups; what each may do is accounts.roles, granted after every migrate."""

    dependencies = [("accounts", "0001_people")]

    operations = [migrations.RunPython(make_roles, remove_roles)]
