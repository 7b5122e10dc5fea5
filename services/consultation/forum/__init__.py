"""提案委、主席会议、常委会议协商的会议: convened, signed in to, held."""
